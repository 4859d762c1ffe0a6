/** Files of simulations from outside, checked at the door: every complaint names the place. */
import type { Jitter } from '../../machines/backoff.ts'
import type { StrategyName } from '../../supervisor/strategy.ts'
import { OptionError } from '../../transport/transport.ts'
import { INVARIANTS } from '../invariants/invariants.ts'
import { Fields, refuseAt, textAt } from '../scenario/fields.ts'
import { choice, LONGEST_MS, listOf, orNull, whole } from './check-fields.ts'
import { checkCaller, checkRegistry } from './check-parts.ts'
import { checkSteps } from './check-steps.ts'
import type { Broken, SimulationFile } from './file.ts'
import {
  type AsSimulatedChild,
  MANNERS,
  type Manner,
  type Round,
  type SimulatedBeat,
  type SimulatedChild,
  type SimulatedClients,
  type SimulatedConnection,
  type SimulatedPeer,
  type SimulatedSupervisor,
  type SimulationPlan,
} from './plan.ts'

/** Nobody needs as many; a file of thousands would end this program, not its check. */
const MOST_LEVELS = 32
const DETECTORS: readonly SimulatedBeat['detector'][] = ['fixed', 'phi', 'adaptive']
const RESTARTS: readonly AsSimulatedChild['restart'][] = ['permanent', 'transient', 'temporary']
const STRATEGIES: readonly StrategyName[] = ['one_for_one', 'one_for_all', 'rest_for_one']
const JITTERS: readonly Jitter[] = ['none', 'full', 'equal', 'decorrelated']
const KINDS: readonly SimulatedChild['kind'][] = ['connection', 'task', 'listener', 'supervisor']
const CHILD = ['kind', 'name', 'restart', 'restarts', 'withinMs', 'restartDelayMs', 'escalates'] as const

/**
 * A file of a simulation that was written by hand, read from JSON, or came from anywhere else.
 *
 * @throws OptionError naming the first place that cannot be used, as in `plan.rounds[0].steps[3].inflict.ms`.
 */
export function checkSimulationFile(value: unknown): SimulationFile {
  const fields = new Fields(value, '', ['v', 'kind', 'seed', 'plan', 'broken'])
  if (fields.get('v') !== 1) refuseAt('v', '1, the version of this form', fields.get('v'))
  if (fields.get('kind') !== 'simulation') refuseAt('kind', 'simulation', fields.get('kind'))
  const broken = fields.get('broken') ?? null
  return {
    v: 1,
    kind: 'simulation',
    seed: whole(fields, 'seed'),
    plan: planOf(fields.get('plan'), 'plan'),
    broken: broken === null ? null : brokenOf(broken),
  }
}

function brokenOf(value: unknown): Broken {
  const fields = new Fields(value, 'broken', ['invariant', 'sentence', 'id', 'atMs', 'what'])
  const number = fields.number('invariant', 0, INVARIANTS.length)
  const invariant = INVARIANTS.find((one) => one.number === number)?.number ?? 0
  return {
    invariant,
    sentence: fields.text('sentence'),
    id: fields.text('id'),
    atMs: fields.number('atMs', 0),
    what: fields.text('what'),
  }
}

function planOf(value: unknown, path: string): SimulationPlan {
  const known = ['v', 'seed', 'latencyMs', 'dials', 'peers', 'clients', 'children', 'rounds']
  // Files that were written before there were any have none.
  const fields = new Fields(value, path, [...known, 'callers', 'registry'])
  if (fields.get('v') !== 1) refuseAt(fields.at('v'), '1, the version of this form', fields.get('v'))
  return {
    v: 1,
    seed: whole(fields, 'seed'),
    latencyMs: fields.number('latencyMs', 0, 60_000),
    dials: orNull(fields, 'dials', dialsOf),
    peers: listOf(fields, 'peers', peerOf),
    clients: listOf(fields, 'clients', clientsOf),
    children: listOf(fields, 'children', childOf),
    ...(fields.has('callers') ? { callers: listOf(fields, 'callers', checkCaller) } : {}),
    ...(fields.has('registry')
      ? { registry: checkRegistry(fields.get('registry'), fields.at('registry')) }
      : {}),
    rounds: listOf(fields, 'rounds', roundOf),
  }
}

function dialsOf(value: unknown, path: string): NonNullable<SimulationPlan['dials']> {
  const fields = new Fields(value, path, ['perSecond', 'burst', 'canaryMs'])
  return {
    perSecond: fields.number('perSecond', 0.1, 1_000_000),
    burst: whole(fields, 'burst', 1, 1_000_000),
    canaryMs: fields.number('canaryMs', 10, LONGEST_MS),
  }
}

function peerOf(value: unknown, path: string): SimulatedPeer {
  const fields = new Fields(value, path, ['host', 'manner'])
  return { host: fields.text('host'), manner: choice<Manner>(fields, 'manner', MANNERS) }
}

function clientsOf(value: unknown, path: string): SimulatedClients {
  const fields = new Fields(value, path, ['host', 'port', 'count', 'everyMs'])
  return {
    host: fields.text('host'),
    port: whole(fields, 'port', 1, 65_535),
    count: whole(fields, 'count', 0, 10_000),
    everyMs: fields.number('everyMs', 1, LONGEST_MS),
  }
}

function roundOf(value: unknown, path: string): Round {
  const fields = new Fields(value, path, ['lastsMs', 'steps'])
  return {
    lastsMs: fields.number('lastsMs', 0, 10_000 * 3_600_000),
    steps: checkSteps(fields.list('steps'), fields.at('steps')),
  }
}

function childOf(value: unknown, path: string): SimulatedChild {
  const given = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  const kind =
    KINDS.find((one) => one === given) ?? refuseAt(`${path}.kind`, `one of ${KINDS.join(', ')}`, given)
  switch (kind) {
    case 'connection':
      return connectionOf(value, path)
    case 'task': {
      const fields = new Fields(value, path, [...CHILD, 'beat'])
      return { kind, ...asChild(fields), beat: beatOf(fields) }
    }
    case 'listener': {
      const fields = new Fields(value, path, [...CHILD, 'beat', 'port'])
      return { kind, ...asChild(fields), beat: beatOf(fields), port: whole(fields, 'port', 1, 65_535) }
    }
    case 'supervisor':
      return supervisorOf(value, path)
  }
}

function connectionOf(value: unknown, path: string): SimulatedConnection {
  const own = [
    'to',
    'asks',
    'beat',
    'backoff',
    'connectTimeoutMs',
    'closeTimeoutMs',
    'rotateEveryMs',
    'greets',
  ]
  const fields = new Fields(value, path, [...CHILD, ...own])
  const to = fields.list('to').map((host, n) => textAt(host, `${fields.at('to')}[${n}]`))
  if (to.length === 0) refuseAt(fields.at('to'), 'at least one host', to)
  return {
    kind: 'connection',
    ...asChild(fields),
    to,
    asks: fields.flag('asks'),
    beat: beatOf(fields),
    backoff: orNull(fields, 'backoff', backoffOf),
    connectTimeoutMs: fields.number('connectTimeoutMs', 1, LONGEST_MS),
    closeTimeoutMs: fields.number('closeTimeoutMs', 1, LONGEST_MS),
    rotateEveryMs:
      fields.get('rotateEveryMs') === null ? null : fields.number('rotateEveryMs', 1, LONGEST_MS),
    greets: fields.flag('greets'),
  }
}

function backoffOf(value: unknown, path: string): NonNullable<SimulatedConnection['backoff']> {
  const fields = new Fields(value, path, ['firstMs', 'factor', 'maxMs', 'jitter', 'stableMs'])
  const firstMs = fields.number('firstMs', 1, LONGEST_MS)
  return {
    firstMs,
    factor: fields.number('factor', 1, 100),
    maxMs: fields.number('maxMs', firstMs, LONGEST_MS),
    jitter: choice(fields, 'jitter', JITTERS),
    stableMs: fields.number('stableMs', 0, LONGEST_MS),
  }
}

function supervisorOf(value: unknown, path: string): SimulatedSupervisor {
  if (path.split('.children').length > MOST_LEVELS) {
    throw new OptionError(path, `expected at most ${MOST_LEVELS} supervisors, one in the other`)
  }
  const fields = new Fields(value, path, [
    ...CHILD,
    'strategy',
    'dynamic',
    'allRestarts',
    'allWithinMs',
    'children',
  ])
  return {
    kind: 'supervisor',
    ...asChild(fields),
    strategy: choice(fields, 'strategy', STRATEGIES),
    dynamic: fields.flag('dynamic'),
    allRestarts: whole(fields, 'allRestarts', 0, 1_000_000),
    allWithinMs: fields.number('allWithinMs', 1, LONGEST_MS),
    children: listOf(fields, 'children', childOf),
  }
}

function asChild(fields: Fields): AsSimulatedChild {
  return {
    name: fields.text('name'),
    restart: choice(fields, 'restart', RESTARTS),
    restarts: whole(fields, 'restarts', 0, 1_000_000),
    withinMs: fields.number('withinMs', 1, LONGEST_MS),
    restartDelayMs: fields.number('restartDelayMs', 0, LONGEST_MS),
    escalates: fields.flag('escalates'),
  }
}

function beatOf(of: Fields): SimulatedBeat {
  const fields = new Fields(of.get('beat'), of.at('beat'), ['everyMs', 'timeoutMs', 'misses', 'detector'])
  return {
    everyMs: fields.number('everyMs', 10, LONGEST_MS),
    timeoutMs: fields.number('timeoutMs', 10, LONGEST_MS),
    misses: whole(fields, 'misses', 1, 1_000),
    detector: choice(fields, 'detector', DETECTORS),
  }
}
