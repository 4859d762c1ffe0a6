/** Scenarios as people read them. */
import type { Hardship, Verdict } from '../hardship.ts'
import type { Act, Scenario, ScenarioStep } from '../scenario.ts'
import { inWords } from './duration.ts'

/** The name and how long it lasts, then a line for each step: `at 5 s cut us–server for 4 s`. */
export function describeScenario({ name, steps, lastsMs }: Scenario): string {
  return [`${name} (${inWords(lastsMs)})`, ...steps.map((step) => `  ${describeStep(step)}`)].join('\n')
}

/** One line of a scenario: `at 9 s reset us–server`. */
export function describeStep(step: ScenarioStep): string {
  const at = `at ${inWords(step.atMs)}`
  if ('act' in step) return `${at} ${describeAct(step.act)}`
  const forTime = step.forMs === undefined ? '' : ` for ${inWords(step.forMs)}`
  return `${at} ${describeHardship(step.inflict)}${forTime}`
}

/** A hardship in a few words: `delay us→server by 200 ms`, where it goes one way only; `crash server`. */
export function describeHardship(hardship: Hardship): string {
  switch (hardship.kind) {
    case 'delay': {
      const { jitterMs = 0 } = hardship
      const jitter = jitterMs === 0 ? '' : ` and up to ${inWords(jitterMs)} more`
      return `delay ${wayOf(hardship)} by ${inWords(hardship.ms)}${jitter}`
    }
    case 'bandwidth':
      return `hold ${wayOf(hardship)} to ${bytes(hardship.bytesPerSecond)} a second`
    case 'cut':
      return `cut ${hardship.onlyOpen === true ? 'what is open ' : ''}${wayOf(hardship)}`
    case 'partition':
      return `cut ${wayOf(hardship)}`
    case 'reset':
      return `reset ${wayOf(hardship)}`
    case 'frames':
      return `${describeVerdict(hardship.verdict)} ${percent(hardship.share)} of the frames ${wayOf(hardship)}`
    case 'refuse':
      return hardship.port === undefined
        ? `refuse dials of ${hardship.host}`
        : `refuse dials of ${hardship.host}:${hardship.port}`
    case 'unreachable':
      return `take away the route to ${hardship.host}`
    case 'mute':
      return `mute ${hardship.host}`
    case 'slow reader':
      return hardship.bytesPerSecond === 0
        ? `let ${hardship.host} read nothing`
        : `let ${hardship.host} read ${bytes(hardship.bytesPerSecond)} a second`
    case 'crash':
    case 'freeze':
      return `${hardship.kind} ${hardship.host}`
    case 'stall':
      return `stall ${hardship.host}, ${inWords(hardship.ms)}`
    case 'sleep':
      return `put ${hardship.host} to sleep, ${inWords(hardship.ms)}`
    case 'clock jump':
      return `set the clock of ${hardship.host} ${hardship.ms < 0 ? 'back' : 'forward'} by ${inWords(Math.abs(hardship.ms))}`
  }
}

function describeAct(act: Act): string {
  return act.kind === 'send'
    ? `send ${JSON.stringify(act.text)} on ${act.connection}`
    : `${act.kind} ${act.connection}`
}

function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'delay':
      return `delay by ${inWords(verdict.ms)}`
    case 'reorder':
      return `put behind others, within ${inWords(verdict.ms)},`
    case 'cut':
      return 'cut at'
    case 'reset':
      return 'reset at'
    default:
      return verdict.kind
  }
}

interface OnTheWay {
  readonly between: readonly [from: string | readonly string[], to: string | readonly string[]]
  readonly oneWay?: boolean
}

function wayOf({ between: [from, to], oneWay = false }: OnTheWay): string {
  return `${group(from)}${oneWay ? '→' : '–'}${group(to)}`
}

function group(hosts: string | readonly string[]): string {
  if (typeof hosts === 'string') return hosts
  return hosts.length === 1 ? `${hosts[0]}` : `{${hosts.join(', ')}}`
}

function bytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`
}
