/** Callers and registries of simulations from outside, checked field by field. */
import { Fields } from '../scenario/fields.ts'
import { LONGEST_MS, listOf, orNull, whole } from './check-fields.ts'
import type {
  SimulatedBreaker,
  SimulatedCaller,
  SimulatedRegistration,
  SimulatedRegistry,
} from './plan-parts.ts'

/** @throws OptionError naming the first place that cannot be used. */
export function checkCaller(value: unknown, path: string): SimulatedCaller {
  const fields = new Fields(value, path, CALLER)
  return {
    connection: fields.text('connection'),
    breaker: breakerOf(fields.get('breaker'), fields.at('breaker')),
    everyMs: fields.number('everyMs', 1, LONGEST_MS),
    atOnce: whole(fields, 'atOnce', 1, 1_000),
    timeoutMs: fields.number('timeoutMs', 1, LONGEST_MS),
    calledOff: fields.number('calledOff', 0, 1),
  }
}

/** @throws OptionError naming the first place that cannot be used. */
export function checkRegistry(value: unknown, path: string): SimulatedRegistry {
  const fields = new Fields(value, path, ['keepsData', 'registrations', 'rival'])
  return {
    keepsData: fields.flag('keepsData'),
    registrations: listOf(fields, 'registrations', registrationOf),
    rival: orNull(fields, 'rival', rivalOf),
  }
}

const CALLER = ['connection', 'breaker', 'everyMs', 'atOnce', 'timeoutMs', 'calledOff']
const BREAKER = [
  'heeds',
  'failures',
  'share',
  'withinMs',
  'minCalls',
  'probes',
  'probeTimeoutMs',
  'openMs',
  'longestMs',
]

function breakerOf(value: unknown, path: string): SimulatedBreaker {
  const fields = new Fields(value, path, BREAKER)
  const openMs = fields.number('openMs', 1, LONGEST_MS)
  return {
    heeds: fields.flag('heeds'),
    failures: fields.get('failures') === null ? null : whole(fields, 'failures', 1, 1_000_000),
    share: fields.get('share') === null ? null : fields.number('share', 0.001, 1),
    withinMs: fields.number('withinMs', 10, LONGEST_MS),
    minCalls: whole(fields, 'minCalls', 1, 1_000_000),
    probes: whole(fields, 'probes', 1, 1_000),
    probeTimeoutMs: fields.number('probeTimeoutMs', 1, LONGEST_MS),
    openMs,
    longestMs: fields.number('longestMs', openMs, LONGEST_MS),
  }
}

function registrationOf(value: unknown, path: string): SimulatedRegistration {
  const fields = new Fields(value, path, ['of', 'ttlMs'])
  return { of: fields.text('of'), ttlMs: fields.number('ttlMs', 100, 86_400_000) }
}

function rivalOf(value: unknown, path: string): NonNullable<SimulatedRegistry['rival']> {
  const fields = new Fields(value, path, ['wantsMs', 'restsMs'])
  return {
    wantsMs: fields.number('wantsMs', 1, LONGEST_MS),
    restsMs: fields.number('restsMs', 1, LONGEST_MS),
  }
}
