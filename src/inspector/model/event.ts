/**
 * Whether a value out of a file, or from a server of another version, is an event as the feed has them: looked at, never
 * trusted.
 */
import { PHASES } from '../../machines/events.ts'
import type { ShownEvent } from '../wire.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value)
/** In ms, as far as `Date` goes to either side of the epoch: what is beyond can be added up to Infinity, and not be said. */
const ms: Check = (value) => number(value) && Math.abs(Number(value)) <= 8.64e15
const yes: Check = (value) => value === true
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value)
const having =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isFields(value) && Object.entries(checks).every(([name, check]) => check(value[name]))

const phase = oneOf(...PHASES)
const identityPhase = oneOf('alive', 'suspect', 'dead', 'gone')

const detailed = having({ detail: text })
const plain: Check = () => true

/** What rows of the table of causes have besides their kind and whom to blame. */
const CAUSES: Readonly<Record<string, Check>> = {
  eof: plain,
  silent: plain,
  cancelled: plain,
  closed: having({ code: orNull(number) }),
  timeout: having({
    of: oneOf('connect', 'handshake', 'frame', 'read', 'write', 'idle', 'age', 'stale', 'close', 'kernel'),
  }),
  tls: having({ of: oneOf('handshake', 'certificate'), detail: text }),
  reset: detailed,
  refused: detailed,
  unreachable: detailed,
  dns: detailed,
  auth: having({ detail: text, code: maybe(number) }),
  protocol: detailed,
  exhausted: detailed,
  crash: detailed,
}

const cause: Check = (value) =>
  isFields(value) &&
  typeof value['kind'] === 'string' &&
  Object.hasOwn(CAUSES, value['kind']) &&
  oneOf('peer', 'us', 'network')(value['by']) &&
  CAUSES[value['kind']]?.(value) === true

const id = { id: text }
const about = { id: text, peer: maybe(text), identity: maybe(text) }
const quantiles = orNull(isFields)
const counts = {
  frames: number,
  beats: number,
  misses: number,
  reconnects: number,
  suspicions: number,
  verdicts: number,
  stalls: number,
  rttMs: quantiles,
  detectionMs: quantiles,
}

const KINDS: Readonly<Record<ShownEvent['kind'], Readonly<Record<string, Check>>>> = {
  added: {
    ...id,
    of: text,
    child: oneOf('connection', 'listener', 'program', 'supervisor'),
    endpoint: maybe(text),
  },
  changed: id,
  removed: id,
  supervisor: { ...id, phase: oneOf('running', 'stopping', 'givingUp', 'stopped', 'failed') },
  listening: { ...id, endpoint: text },
  closed: { ...id, endpoint: text, cause },
  paused: { ...id, endpoint: text, cause },
  resumed: { ...id, endpoint: text },
  rejected: { ...id, endpoint: text, peer: maybe(text), why: text },
  draining: { ...id, withinMs: number },
  drained: { ...id, finished: number, left: number, died: number, cut: number },
  phase: {
    ...about,
    from: orNull(phase),
    to: phase,
    event: maybe(text),
    cause: maybe(cause),
    detectionMs: maybe(number),
    route: maybe(text),
  },
  rotating: { ...about, generation: number, why: text },
  rotated: { ...about, generation: number, route: maybe(text) },
  'not-rotated': { ...about, generation: number, cause, retryMs: maybe(number) },
  identity: { ...about, identity: text, from: orNull(identityPhase), to: identityPhase, cause: maybe(cause) },
  stale: { ...about, silentMs: number },
  fresh: about,
  retry: { ...about, attempt: number, delayMs: ms },
  frame: { ...about, text: maybe(text), base64: maybe(text) },
  dropped: { ...about, frames: number, why: text },
  restart: { ...about, restarts: number, delayMs: ms, cause },
  exited: {
    ...about,
    generation: number,
    pid: orNull(number),
    code: orNull(number),
    signal: orNull(text),
    stdout: maybe(text),
    stderr: maybe(text),
  },
  replaced: { ...about, program: text, restarts: number },
  left: { ...about, generation: number },
  'gave-up': {
    ...about,
    of: oneOf('child', 'supervisor'),
    causes: listOf(cause),
    chain: maybe(listOf(having({ id: text, causes: listOf(cause) }))),
  },
  summary: { ...about, ...counts },
  total: { ...id, connections: number, ...counts },
  doubt: { lost: number, of: number, withinMs: number },
  assured: { afterMs: number },
  stall: { lostMs: number, slept: maybe(yes) },
  note: { text },
}

/** Kinds that there are, by their names. */
export function isKnownKind(kind: string): kind is ShownEvent['kind'] {
  return Object.hasOwn(KINDS, kind)
}

export function isShownEvent(value: unknown): value is ShownEvent {
  return problemOf(value) === null
}

/** What is wrong with it, as the name of a field; null when nothing is. */
export function problemOf(value: unknown): string | null {
  if (!isFields(value)) return 'kind'
  const { kind, v, at } = value
  if (typeof kind !== 'string' || !isKnownKind(kind)) return 'kind'
  if (v !== 1) return 'v'
  if (!ms(at)) return 'at'
  for (const [name, check] of Object.entries(KINDS[kind])) if (!check(value[name])) return name
  return null
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
