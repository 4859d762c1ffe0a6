/** What a run of mutants comes to, folder by folder. */
import { dirname } from 'node:path'
import type { Judged } from './mutate.ts'

export interface Score {
  /** A folder of sources, or `all`. */
  readonly folder: string
  readonly killed: number
  /** Found by the bound on hits, or by the time. */
  readonly timedOut: number
  readonly survived: number
  /** Survived because no test goes there at all. */
  readonly uncovered: number
  /** Took the test runner down (most of them by gathering memory without end): no verdict, and no part of the score. */
  readonly broke: number
  /** Killed and timed out, in percent of all with a verdict. */
  readonly score: number
}

/** One for each folder, by name; the last one of all together. */
export function scoresOf(mutants: readonly Pick<Judged, 'fileName' | 'status'>[]): readonly Score[] {
  const folders = [...new Set(mutants.map(({ fileName }) => folderOf(fileName)))].sort()
  return [
    ...folders.map((folder) =>
      scoreOf(
        folder,
        mutants.filter(({ fileName }) => folderOf(fileName) === folder),
      ),
    ),
    scoreOf('all', mutants),
  ]
}

/** As Markdown. */
export function tableOf(scores: readonly Score[]): string {
  const lines = scores.map(
    ({ folder, killed, timedOut, survived, uncovered, broke, score }) =>
      `| ${folder} | ${killed} | ${timedOut} | ${survived} | ${uncovered} | ${broke} | ${score.toFixed(1)} % |`,
  )
  return [
    '| folder | killed | timed out | survived | not covered | no verdict | score |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...lines,
  ].join('\n')
}

function scoreOf(folder: string, mutants: readonly Pick<Judged, 'status'>[]): Score {
  const count = (...statuses: Judged['status'][]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const killed = count('Killed')
  const timedOut = count('Timeout')
  const survived = count('Survived')
  const uncovered = count('NoCoverage')
  const broke = count('RuntimeError', 'CompileError')
  const judged = killed + timedOut + survived + uncovered
  return {
    folder,
    killed,
    timedOut,
    survived,
    uncovered,
    broke,
    score: judged === 0 ? 100 : (100 * (killed + timedOut)) / judged,
  }
}

/** `src/transport/framing.ts` counts to the folder of its name. */
function folderOf(fileName: string): string {
  const path = fileName.replaceAll('\\', '/').replace(/^.*?(?=src\/)/, '')
  return path === 'src/transport/framing.ts' ? 'src/transport/framing' : dirname(path)
}
