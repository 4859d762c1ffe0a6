/** `npm run charts`: draws every machine anew, into visualizations/charts. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pictures } from './charts/pictures.ts'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'visualizations', 'charts')

mkdirSync(folder, { recursive: true })
for (const [name, text] of await pictures()) writeFileSync(join(folder, name), text)
