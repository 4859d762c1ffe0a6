/** What the command line asks for, checked at the door. */
import { parseArgs } from 'node:util'

export interface Asked {
  /** The bench to run; null for all of them. */
  readonly name: string | null
  /** How many connections; null for the bench's own sizes. */
  readonly n: number | null
  /** How long a steady window lasts. */
  readonly seconds: number
  /** How often each subject runs; the figures are medians. */
  readonly rounds: number
  readonly json: boolean
  /** Another built `dist` to run beside ours, as the subject `before`; null for none. */
  readonly against: string | null
  /** Where to put CPU profiles and a heap snapshot of every server process; null for none. */
  readonly profile: string | null
}

/** The command line cannot be understood; the message says what was wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const USAGE =
  'npm run bench -- [NAME] [--n N] [--seconds S] [--rounds R] [--json] [--against DIST] [--profile DIR]'

/** @throws UsageError when the arguments cannot be used. */
export function askedFor(args: readonly string[], known: readonly string[]): Asked {
  const { values, positionals } = parsed(args)
  const [name = null, ...more] = positionals
  if (more.length > 0) throw new UsageError(`one bench at a time, not also ${more.join(', ')}`)
  if (name !== null && !known.includes(name)) {
    throw new UsageError(`no bench is called ${name}; there are ${known.join(', ')}`)
  }
  return {
    name,
    n: values.n === undefined ? null : count('n', values.n, 1),
    seconds: values.seconds === undefined ? 8 : count('seconds', values.seconds, 1),
    rounds: values.rounds === undefined ? 3 : count('rounds', values.rounds, 1),
    json: values.json ?? false,
    against: values.against ?? null,
    profile: values.profile ?? null,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        n: { type: 'string' },
        seconds: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'boolean' },
        against: { type: 'string' },
        profile: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function count(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) {
    throw new UsageError(`--${name}: expected a whole number of at least ${least}, got ${text}`)
  }
  return value
}
