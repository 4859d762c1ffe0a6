/** Other people's programs, run to their end. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What a program said, and how it ended. */
export interface Said {
  readonly status: number | string | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program in a folder; a status that is not 0 is an answer like any other. */
export function run(program: string, args: readonly string[], cwd: string): Promise<Said> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: plainEnvironment(), maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : (error.code ?? error.signal ?? null), stdout, stderr }),
    )
  })
}

/** npm, quietly; the one that runs these tests where one does. */
export function npm(args: readonly string[], cwd: string): Promise<Said> {
  const all = ['--loglevel=error', '--no-audit', '--no-fund', '--ignore-scripts', ...args]
  const { npm_execpath: running } = process.env
  return running?.endsWith('.js') ? run(process.execPath, [running, ...all], cwd) : run('npm', all, cwd)
}

/** Throws what was said, unless it went well. */
export function mustSucceed({ status, stdout, stderr }: Said): string {
  if (status !== 0) throw new Error(`ended with ${status}\n${stdout}\n${stderr}`)
  return stdout
}

/** What npm tells the programs it runs about the project they stand in; the rest says how to reach a registry. */
const OF_THIS_PROJECT = /^npm_(?!config_(registry|cache|userconfig|globalconfig|.*proxy|cafile)$)/i

/** Tests run under npm, in colour and with loaders; a stranger has none of it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !OF_THIS_PROJECT.test(name) && !/^(FORCE_COLOR|NODE_OPTIONS|NODE_ENV|VITEST.*|TEST|CI)$/.test(name),
  )
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}
