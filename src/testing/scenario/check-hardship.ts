/** One hardship from outside, checked field by field. */
import { OptionError } from '../../transport/cause.ts'
import type { Hardship, HardshipKind, Verdict, Way } from '../hardship.ts'
import { Fields, refuseAt, textAt } from './fields.ts'

/** All kinds, and the fields of each besides `kind`. */
const FIELDS: Readonly<Record<HardshipKind, readonly string[]>> = {
  delay: ['between', 'oneWay', 'ms', 'jitterMs'],
  bandwidth: ['between', 'oneWay', 'bytesPerSecond'],
  cut: ['between', 'oneWay', 'onlyOpen'],
  partition: ['between', 'oneWay'],
  reset: ['between'],
  frames: ['between', 'oneWay', 'share', 'verdict'],
  refuse: ['host', 'port'],
  unreachable: ['host'],
  mute: ['host'],
  'slow reader': ['host', 'bytesPerSecond'],
  crash: ['host'],
  freeze: ['host'],
  stall: ['host', 'ms'],
  sleep: ['host', 'ms'],
  'clock jump': ['host', 'ms'],
}

const VERDICTS: Readonly<Record<Exclude<Verdict['kind'], 'pass'>, readonly string[]>> = {
  delay: ['ms'],
  cut: [],
  reset: [],
  drop: [],
  duplicate: [],
  reorder: ['ms'],
  corrupt: [],
}

/** Those that happen and are over: nothing of them is left to cure. */
const MOMENTARY: ReadonlySet<HardshipKind> = new Set<HardshipKind>(['reset', 'stall', 'sleep', 'clock jump'])

/** Whether it lasts until it is cured; the others happen, and have durations of their own where they take time. */
export function lasts({ kind }: Hardship): boolean {
  return !MOMENTARY.has(kind)
}

/**
 * A hardship that was written by hand, read from a file, or came from anywhere else: the same one, with known fields only.
 *
 * @param path where it stands, for errors: `steps[3].inflict`. Default none.
 * @throws OptionError naming the field that cannot be used.
 */
export function checkHardship(value: unknown, path = ''): Hardship {
  const kind = kindOf(value, path, FIELDS)
  const fields = new Fields(value, path, ['kind', ...FIELDS[kind]])
  const oneWay = fields.flag('oneWay') ? { oneWay: true } : {}
  switch (kind) {
    case 'delay': {
      const jitter = fields.has('jitterMs') ? { jitterMs: fields.number('jitterMs', 0) } : {}
      return { kind, between: wayOf(fields), ...oneWay, ms: fields.number('ms', 0), ...jitter }
    }
    case 'bandwidth':
      return { kind, between: wayOf(fields), ...oneWay, bytesPerSecond: fields.number('bytesPerSecond', 1) }
    case 'cut': {
      const onlyOpen = fields.flag('onlyOpen') ? { onlyOpen: true } : {}
      return { kind, between: wayOf(fields), ...oneWay, ...onlyOpen }
    }
    case 'partition':
      return { kind, between: groupsOf(fields), ...oneWay }
    case 'reset':
      return { kind, between: wayOf(fields) }
    case 'frames': {
      const verdict = verdictOf(fields.get('verdict'), fields.at('verdict'))
      return { kind, between: wayOf(fields), ...oneWay, share: fields.number('share', 0, 1), verdict }
    }
    case 'refuse': {
      const port = fields.has('port') ? { port: portOf(fields) } : {}
      return { kind, host: fields.text('host'), ...port }
    }
    case 'unreachable':
    case 'mute':
    case 'crash':
    case 'freeze':
      return { kind, host: fields.text('host') }
    case 'slow reader':
      return { kind, host: fields.text('host'), bytesPerSecond: fields.number('bytesPerSecond', 0) }
    case 'stall':
    case 'sleep':
      return { kind, host: fields.text('host'), ms: fields.number('ms', 0) }
    case 'clock jump':
      return { kind, host: fields.text('host'), ms: fields.number('ms', -Number.MAX_VALUE) }
  }
}

function verdictOf(value: unknown, path: string): Exclude<Verdict, { readonly kind: 'pass' }> {
  const kind = kindOf(value, path, VERDICTS)
  const fields = new Fields(value, path, ['kind', ...VERDICTS[kind]])
  return kind === 'delay' || kind === 'reorder' ? { kind, ms: fields.number('ms', 0) } : { kind }
}

/** Before anything else, since the kind decides which fields there may be. */
export function kindOf<Kind extends string>(
  value: unknown,
  path: string,
  kinds: Readonly<Record<Kind, unknown>>,
): Kind {
  const place = path === '' ? 'kind' : `${path}.kind`
  if (typeof value !== 'object' || value === null)
    refuseAt(path === '' ? 'hardship' : path, 'an object', value)
  const given: unknown = 'kind' in value ? value.kind : undefined
  const known: string[] = []
  for (const kind in kinds) {
    if (kind === given) return kind
    known.push(kind)
  }
  return refuseAt(place, `one of ${known.join(', ')}`, given)
}

function wayOf(fields: Fields): Way {
  const [from, to, ...more] = fields.list('between')
  const path = fields.at('between')
  if (more.length > 0) throw new OptionError(path, `expected two hosts, got ${more.length + 2}`)
  return [textAt(from, `${path}[0]`), textAt(to, `${path}[1]`)]
}

function groupsOf(fields: Fields): [from: readonly string[], to: readonly string[]] {
  const [from, to, ...more] = fields.list('between')
  const path = fields.at('between')
  if (more.length > 0) throw new OptionError(path, `expected two groups of hosts, got ${more.length + 2}`)
  const groups: [string[], string[]] = [groupOf(from, `${path}[0]`), groupOf(to, `${path}[1]`)]
  const others = new Set(groups[1])
  const both = groups[0].find((host) => others.has(host))
  if (both !== undefined) throw new OptionError(path, `${both} is on both sides`)
  return groups
}

function groupOf(value: unknown, path: string): string[] {
  if (!Array.isArray(value) || value.length === 0) refuseAt(path, 'a list of hosts', value)
  return value.map((host, index) => textAt(host, `${path}[${index}]`))
}

function portOf(fields: Fields): number {
  const port = fields.number('port', 1, 65_535)
  return Number.isInteger(port) ? port : refuseAt(fields.at('port'), 'a whole number', port)
}
