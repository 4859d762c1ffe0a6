/**
 * One suite against one planted bug, in a process of its own: whoever started it can kill it. The tree stays as it is:
 * the line is changed while vitest loads the file. Prints the {@link Verdict} as JSON.
 */
import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { type Mutant, planted } from '../../test/mutants/mutant.ts'
import { LEFT_OUT, ROOT } from './suites.ts'
import { type Verdict, Watcher } from './verdict.ts'

export interface Trial {
  /** Null: the sources as they are. */
  readonly mutant: Pick<Mutant, 'name' | 'file' | 'before' | 'after'> | null
  readonly files: readonly string[]
}

/** An endless loop that collects something ends before the machine does. */
const HEAP_MB = 1_024

process.stdout.write(`${JSON.stringify(await run(JSON.parse(process.argv[2] ?? '')))}\n`)

async function run({ mutant, files }: Trial): Promise<Verdict> {
  const watcher = new Watcher()
  const vitest = await startVitest(
    'test',
    [...files],
    {
      config: false,
      root: ROOT,
      watch: false,
      include: [...files],
      pool: 'forks',
      // One worker that keeps what it has loaded: several trials may run at once, and each is over sooner.
      isolate: false,
      maxWorkers: 1,
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      bail: 1,
      testTimeout: 20_000,
      testNamePattern: new RegExp(`^(?!.*(${LEFT_OUT.source}))`),
      reporters: [watcher],
      silent: true,
    },
    {
      plugins: [
        {
          name: 'pulsetree:planted-bug',
          enforce: 'pre',
          transform(code, id) {
            if (mutant === null || id.split('?', 1)[0] !== join(ROOT, mutant.file)) return
            return planted(mutant, code)
          },
        },
      ],
    },
  )
  await vitest.close()
  // Vitest's own word on failed tests is not ours.
  process.exitCode = 0
  return watcher.verdict
}
