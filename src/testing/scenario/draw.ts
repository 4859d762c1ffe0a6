/** Scenarios drawn from a seed. */
import { type Random, seededRandom } from '../../clock/random.ts'
import { OptionError } from '../../transport/cause.ts'
import { checkKnown } from '../../transport/option.ts'
import type { Hardship, HardshipKind, Verdict, Way } from '../hardship.ts'
import type { Scenario, ScenarioStep } from '../scenario.ts'
import { checkScenario } from './check.ts'
import { lasts } from './check-hardship.ts'
import { numberAt } from './fields.ts'

/** How many of each kind come in an hour, on average; kinds left out do not come. */
export type Rates = Readonly<Partial<Record<HardshipKind, number>>>

/** What {@link randomScenario} draws from. */
export interface RandomScenarioOptions {
  /** The hosts there are, at least two. */
  readonly hosts: readonly string[]
  /** The ways between them that things happen to. Default: those between any two hosts. */
  readonly ways?: readonly Way[]
  /** Hosts that nothing happens to, though the ways to them suffer like others: `us`, say. Default none. */
  readonly spared?: readonly string[]
  /** How long it takes as a whole, in ms. */
  readonly lastsMs: number
  /** As much of it, at its end, is without hardship, for everybody to come back. Default a third. */
  readonly calmMs?: number
  /**
   * Default: 60 each of delay, cut, reset, refuse, mute, crash, freeze and stall: those that every world can bring on.
   */
  readonly rates?: Rates
  /** How long the lasting ones last, and stalls and sleeps take; short ones are drawn more often. Default 100 to 30,000. */
  readonly eachMs?: readonly [least: number, most: number]
}

const USUAL: Rates = { delay: 60, cut: 60, reset: 60, refuse: 60, mute: 60, crash: 60, freeze: 60, stall: 60 }
const HOUR_MS = 3_600_000

/**
 * A scenario by chance: hardships come independently of each other and of what happened before (a Poisson process), at
 * hosts and on ways drawn evenly. The same seed and options, the same scenario. Times are whole ms.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function randomScenario(seed: number | string, options: RandomScenarioOptions): Scenario {
  const plan = planOf(options)
  const random = seededRandom(seed)
  const steps: ScenarioStep[] = []
  for (const kind of KINDS) {
    const meanMs = HOUR_MS / (plan.rates[kind] ?? 0)
    // A rate of nothing is an infinite wait.
    for (let at = wait(random, meanMs); at < plan.stormMs; at += wait(random, meanMs)) {
      const atMs = Math.floor(at)
      const leftMs = Math.floor(plan.stormMs) - atMs
      const forMs = Math.min(leftMs, drawnMs(random, plan.eachMs))
      const inflict = DRAW[kind]({ random, forMs, ...plan })
      if (inflict !== null) steps.push(lasts(inflict) ? { atMs, inflict, forMs } : { atMs, inflict })
    }
  }
  steps.sort((a, b) => a.atMs - b.atMs)
  return checkScenario({ v: 1, name: `seed ${seed}`, steps, lastsMs: options.lastsMs })
}

interface Plan {
  readonly ways: readonly Way[]
  /** Those that something may happen to. */
  readonly hosts: readonly string[]
  readonly all: readonly string[]
  readonly rates: Rates
  readonly stormMs: number
  readonly eachMs: readonly [least: number, most: number]
}

function planOf(options: RandomScenarioOptions): Plan {
  checkKnown(options, ['hosts', 'ways', 'spared', 'lastsMs', 'calmMs', 'rates', 'eachMs'])
  const { hosts, spared = [], lastsMs, calmMs = lastsMs / 3, rates = USUAL, eachMs = [100, 30_000] } = options
  if (!Array.isArray(hosts) || new Set(hosts).size < 2)
    throw new OptionError('hosts', 'expected at least two')
  numberAt(lastsMs, 'lastsMs', 0)
  numberAt(calmMs, 'calmMs', 0, lastsMs)
  numberAt(eachMs[0], 'eachMs[0]', 1)
  numberAt(eachMs[1], 'eachMs[1]', eachMs[0])
  for (const [kind, perHour] of Object.entries(rates)) {
    if (!KINDS.some((known) => known === kind)) {
      throw new OptionError(`rates.${kind}`, `no such hardship; there are ${KINDS.join(', ')}`)
    }
    numberAt(perHour, `rates.${kind}`, 0, HOUR_MS)
  }
  const pairs = hosts.flatMap((from, index) => hosts.slice(index + 1).map((to): Way => [from, to]))
  const { ways = pairs } = options
  const stray = [...spared, ...ways.flat()].find((host) => !hosts.includes(host))
  if (stray !== undefined) throw new OptionError('hosts', `${stray} is not among them`)
  return {
    ways,
    hosts: hosts.filter((host) => !spared.includes(host)),
    all: hosts,
    rates,
    stormMs: lastsMs - calmMs,
    eachMs,
  }
}

interface Draw extends Plan {
  readonly random: Random
  /** How long it is to last or to take. */
  readonly forMs: number
}

/** One of each kind; null where there is nobody to whom it could happen. */
const DRAW: Readonly<Record<HardshipKind, (draw: Draw) => Hardship | null>> = {
  delay: (draw) => ({ kind: 'delay', ...someWay(draw), ms: drawnMs(draw.random, [1, 2_000]) }),
  bandwidth: (draw) => ({
    kind: 'bandwidth',
    ...someWay(draw),
    bytesPerSecond: drawnMs(draw.random, [1, 100_000]),
  }),
  cut: (draw) => ({ kind: 'cut', ...someWay(draw) }),
  partition: (draw) => {
    const one = draw.all.filter(() => draw.random() < 0.5)
    const other = draw.all.filter((host) => !one.includes(host))
    return one.length === 0 || other.length === 0
      ? null
      : { kind: 'partition', between: [one, other], ...direction(draw) }
  },
  reset: (draw) => ({ kind: 'reset', between: someWay(draw).between }),
  frames: (draw) => ({
    kind: 'frames',
    ...someWay(draw),
    share: Math.ceil(draw.random() * 100) / 1_000,
    verdict: someVerdict(draw),
  }),
  refuse: atHost((host) => ({ kind: 'refuse', host })),
  unreachable: atHost((host) => ({ kind: 'unreachable', host })),
  mute: atHost((host) => ({ kind: 'mute', host })),
  'slow reader': atHost((host, { random }) => ({
    kind: 'slow reader',
    host,
    bytesPerSecond: random() < 0.5 ? 0 : drawnMs(random, [1, 10_000]),
  })),
  crash: atHost((host) => ({ kind: 'crash', host })),
  freeze: atHost((host) => ({ kind: 'freeze', host })),
  stall: atHost((host, { forMs }) => ({ kind: 'stall', host, ms: forMs })),
  sleep: atHost((host, { forMs }) => ({ kind: 'sleep', host, ms: forMs })),
  'clock jump': atHost((host, { random, forMs }) => ({
    kind: 'clock jump',
    host,
    ms: random() < 0.5 ? -forMs : forMs,
  })),
}

/** In the order of their declaration, on which what a seed gives depends. */
const KINDS: readonly HardshipKind[] = [
  'delay',
  'bandwidth',
  'cut',
  'partition',
  'reset',
  'frames',
  'refuse',
  'unreachable',
  'mute',
  'slow reader',
  'crash',
  'freeze',
  'stall',
  'sleep',
  'clock jump',
]

function atHost(make: (host: string, draw: Draw) => Hardship): (draw: Draw) => Hardship | null {
  return (draw) => {
    const host = oneOf(draw.random, draw.hosts)
    return host === undefined ? null : make(host, draw)
  }
}

function someWay(draw: Draw): { readonly between: Way; readonly oneWay?: true } {
  const way = oneOf(draw.random, draw.ways) ?? ['', '']
  const between: Way = draw.random() < 0.5 ? way : [way[1], way[0]]
  return { between, ...direction(draw) }
}

/** Those that a stream can meet. */
function someVerdict({ random }: Draw): StreamVerdict {
  const verdicts: readonly StreamVerdict[] = [
    { kind: 'delay', ms: drawnMs(random, [1, 2_000]) },
    { kind: 'cut' },
    { kind: 'reset' },
  ]
  return oneOf(random, verdicts) ?? { kind: 'reset' }
}

type StreamVerdict = Extract<Verdict, { readonly kind: 'delay' | 'cut' | 'reset' }>

/** One in four goes one way only. */
function direction({ random }: Draw): { readonly oneWay?: true } {
  return random() < 0.25 ? { oneWay: true } : {}
}

function oneOf<T>(random: Random, choices: readonly T[]): T | undefined {
  return choices[Math.floor(random() * choices.length)]
}

/** Exponential: the wait for what comes by chance. */
function wait(random: Random, meanMs: number): number {
  return -Math.log(1 - random()) * meanMs
}

/** A whole number, evenly on a logarithmic scale. */
function drawnMs(random: Random, [least, most]: readonly [number, number]): number {
  return Math.round(least * (most / least) ** random())
}
