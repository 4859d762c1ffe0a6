/** `pulsetree simulate`: worlds from seeds under hardship, and whether every promise was kept. */
import { writeFile } from 'node:fs/promises'
import { systemClock } from '../index.ts'
import { INVARIANTS } from '../testing/invariants/invariants.ts'
import { describeBroken, type SimulationFile } from '../testing/simulation/file.ts'
import { type SimulationReport, simulate as simulateSeed } from '../testing/simulation/simulate.ts'
import { NO_RUNS, type SimulationSummary, summaryOf, together } from '../testing/simulation/summary.ts'
import { messageOf } from '../transport/transport.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { Outlet } from './outlet.ts'
import { onSignals } from './signals.ts'
import { UsageError } from './usage.ts'
import { count, plain } from './values.ts'

/** Something was broken. */
const STATUS_BROKEN = 1

interface Asked {
  readonly seed: number
  readonly seeds: number
  readonly hours: number
  readonly connections: number | undefined
  readonly out: string | undefined
  readonly json: boolean
}

/** Runs the simulation; answers the exit status. @throws UsageError naming what cannot be used. */
export async function simulate(given: Given, io: Io): Promise<number> {
  const asked = askedOf(given)
  const outlet = new Outlet(io.stdout)
  const progress = !asked.json && io.stdout.isTTY === true ? io.stderr : null
  let isStopped = false
  const off = onSignals(io, () => {
    isStopped = true
  })
  const began = systemClock.now()
  let sum = NO_RUNS
  let failure: SimulationFile | null = null
  try {
    for (let n = 0; n < asked.seeds && !isStopped && failure === null; n += 1) {
      const report = await oneSeed(asked, asked.seed + n)
      sum = together(sum, summaryOf(report))
      failure = report.failure
      if (asked.json) outlet.line(JSON.stringify(simulatedLine(report)))
      progress?.write(`\rseed ${report.seed}, ${Math.round(sum.connectionHours)} connection-hours `)
    }
    progress?.write('\r\u001b[K')
    if (failure !== null) await tellFailure(failure, asked, outlet)
    const seconds = (systemClock.now() - began) / 1_000
    outlet.line(asked.json ? JSON.stringify(summaryLine(sum, seconds)) : summaryText(sum, seconds))
  } finally {
    off()
    await outlet.flushed()
    outlet.release()
  }
  return failure === null ? 0 : STATUS_BROKEN
}

function oneSeed({ hours, connections }: Asked, seed: number): Promise<SimulationReport> {
  return simulateSeed({
    seed,
    hours,
    shrink: { clock: systemClock },
    ...(connections === undefined ? {} : { connections }),
  })
}

async function tellFailure(failure: SimulationFile, asked: Asked, outlet: Outlet): Promise<void> {
  const { seed, broken } = failure
  if (broken === null) return
  const file = asked.out ?? `pulsetree-simulation-${seed}.json`
  const again = ['simulate', '--seed', seed, '--hours', asked.hours]
  if (asked.connections !== undefined) again.push('--connections', asked.connections)
  // Told before the file is written: it may have taken hours to find, and the disk may be full.
  if (!asked.json) {
    outlet.line(`seed ${seed} breaks ${describeBroken(broken)}`)
    outlet.line(`again: pulsetree ${again.join(' ')}`)
  }
  try {
    await writeFile(file, `${JSON.stringify(failure, null, 2)}\n`)
  } catch (error) {
    throw new UsageError('--out', `cannot write ${JSON.stringify(file)} (${messageOf(error)})`)
  }
  if (asked.json)
    outlet.line(JSON.stringify({ v: 1, kind: 'broken', seed, ...broken, file, again: again.join(' ') }))
  else {
    outlet.line(`made small in ${file}: pulsetree replay ${file}`)
    outlet.line('')
  }
}

function simulatedLine({ seed, connectionHours, events, digest, failure }: SimulationReport): object {
  return { v: 1, kind: 'simulated', seed, connectionHours, events, digest, broken: failure !== null }
}

function summaryLine(sum: SimulationSummary, seconds: number): object {
  const missing = INVARIANTS.filter((each) => each.missing !== null).map(({ number, missing: what }) => [
    number,
    what,
  ])
  const speed = sum.connectionHours / seconds
  return {
    v: 1,
    kind: 'summary',
    ...sum,
    missing: Object.fromEntries(missing),
    seconds,
    connectionHoursPerSecond: speed,
  }
}

/** What many runs amount to, for people. */
export function summaryText(sum: SimulationSummary, seconds: number): string {
  const counted = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, times]) => `${kind} ${times}`)
      .join(', ')
  const lines = [
    `seeds             ${sum.seeds}`,
    `connection-hours  ${sum.connectionHours.toFixed(1)}`,
    `events            ${sum.events}`,
    `hardships         ${counted(sum.hardships)}`,
    `acts              ${counted(sum.acts)}`,
    `besides           ${counted(sum.parts)}`,
    'checked',
    ...INVARIANTS.map(({ number, name, missing }) => {
      const times = String(sum.checked[number] ?? 0).padStart(12)
      return `  ${String(number).padStart(2)} ${name.padEnd(24)}${times}${missing === null ? '' : `  (${missing})`}`
    }),
    `speed             ${(sum.connectionHours / seconds).toFixed(1)} connection-hours a second, ${seconds.toFixed(1)} s in all`,
  ]
  return lines.join('\n')
}

function askedOf(given: Given): Asked {
  if (given.args.length > 0)
    throw new UsageError('simulate', `takes no arguments, got ${given.args.join(' ')}`)
  const hours = given.read('--hours', number)
  const connections = given.maybe('--connections', count)
  if (!(hours >= 0.001 && hours <= 10_000))
    throw new UsageError('--hours', `expected 0.001 to 10000, got ${hours}`)
  if (connections !== undefined && (connections < 2 || connections > 10_000)) {
    throw new UsageError('--connections', `expected 2 to 10000, got ${connections}`)
  }
  const seeds = given.read('--seeds', count)
  if (seeds < 1) throw new UsageError('--seeds', `expected at least 1, got ${seeds}`)
  return {
    seed: given.read('--seed', count),
    seeds,
    hours,
    connections,
    out: given.maybe('--out', plain),
    json: given.has('--json'),
  }
}

function number(option: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new UsageError(option, `expected a number of at least 0, without a unit, got ${JSON.stringify(text)}`)
}
