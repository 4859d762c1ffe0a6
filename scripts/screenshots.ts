/**
 * `npm run screenshots`: pictures of the inspector, for the README and docs/inspector.md. What they show is real: a
 * supervisor, peers in other processes, the page in a browser. Only what befalls whom is written here.
 */
import { mkdirSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { takePictures } from './screenshots/pictures.ts'

const folder = fileURLToPath(new URL('../visualizations/inspector/screenshots/', import.meta.url))
mkdirSync(folder, { recursive: true })
for await (const file of takePictures(folder)) {
  console.log(`${basename(file)}: ${Math.round(statSync(file).size / 1_000)} kB`)
}
