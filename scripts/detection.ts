/** `npm run detection`: the study of detectors, its figures, pictures and tables. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulated } from './detection/figures.ts'
import { FOLDER, figureFiles, PAGE, shownFiles } from './detection/outputs.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const figures = simulated((what) => console.error(what))
mkdirSync(join(root, FOLDER), { recursive: true })
const page = readFileSync(join(root, PAGE), 'utf8')
for (const [path, text] of [...figureFiles(figures), ...shownFiles(figures, page)]) {
  writeFileSync(join(root, path), text)
}
