/** `npm run storm`: a thousand clients of each library whose server goes away for 10 s; figures, pictures, and the page's table. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Programs } from '../bench/lib/programs.ts'
import type { Trace } from '../bench/storm/host.ts'
import { PACE, SUBJECTS, storm } from '../bench/storm/storm.ts'
import { CLIENTS, figuresIn, figuresOf, type StormFigures } from './storm/figures.ts'
import { FOLDER, figureFiles, PAGE, shownFiles } from './storm/outputs.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// `--draw`: of the figures there are.
const figures = process.argv.includes('--draw')
  ? figuresIn((file) => readFileSync(join(root, FOLDER, file), 'utf8'))
  : await measured()
mkdirSync(join(root, FOLDER), { recursive: true })
const page = readFileSync(join(root, PAGE), 'utf8')
for (const [path, text] of [...figureFiles(figures), ...shownFiles(figures, page)]) {
  writeFileSync(join(root, path), text)
}

async function measured(): Promise<StormFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-storm-'))
  const trace = join(folder, 'trace.json')
  // The sources themselves: what was built may be older.
  const programs = new Programs(['bench', 'src'])
  const tools = { programs, dist: `${pathToFileURL(programs.path('src'))}/` }
  try {
    let all: StormFigures = { totals: [], bins: [] }
    for (const subject of SUBJECTS) {
      console.error(`${subject} …`)
      const seen = await storm(subject, CLIENTS, PACE, tools, trace)
      const times: Trace = JSON.parse(readFileSync(trace, 'utf8'))
      const { totals, bins } = figuresOf(subject, seen, times)
      all = { totals: [...all.totals, ...totals], bins: [...all.bins, ...bins] }
    }
    return all
  } finally {
    programs.close()
    rmSync(folder, { recursive: true })
  }
}
