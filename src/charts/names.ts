/** What the parts of a machine are called: events, conditions and actions, whichever of XState's forms they have. */
import type { ChartAction, Json } from './chart.ts'

const INLINE = 'inline'

/** JavaScript names a bare function after the property that holds it: that says where it stands, not what it does. */
const PLACES = new Set(['', 'guard', 'actions', 'entry', 'exit'])

/** An action: a name, `{ type, params }`, a function, or one that XState made (`assign(…)`, `raise(…)`). */
export function actionOf(action: unknown): ChartAction {
  if (typeof action === 'string') return { name: action, params: null }
  const built = textAt(action, 'type')
  if (typeof action === 'function' && built === null) return { name: functionName(action), params: null }
  if (built === null) return { name: INLINE, params: null }
  return { name: `${built.replace(/^xstate\./, '')}${eventOf(action)}`, params: jsonOf(at(action, 'params')) }
}

/** A condition as one line: a name, `{ type, params }`, a function, or XState's `and`, `or`, `not`, `stateIn`. */
export function guardText(guard: unknown): string {
  if (typeof guard === 'string') return guard
  if (typeof guard !== 'function')
    return `${textAt(guard, 'type') ?? INLINE}${paramsText(at(guard, 'params'))}`
  if (at(guard, 'stateValue') !== undefined) return `in ${stateText(at(guard, 'stateValue'))}`
  const parts = at(guard, 'guards')
  if (!Array.isArray(parts)) return functionName(guard)
  const texts = parts.map((part) => (isJunction(part) ? `(${guardText(part)})` : guardText(part)))
  return guard.name === 'not' ? `not ${texts.join()}` : texts.join(` ${guard.name} `)
}

/**
 * An event as people read it. `stateId` is XState's id of the state that waits for it; `delay` is given for `after`;
 * `sources` names the logic of actors that were invoked without an id of their own.
 */
export function eventLabel(
  event: string,
  stateId: string,
  delay: number | string | null,
  sources: ReadonlyMap<string, string>,
): string {
  if (event === '') return 'always'
  if (delay !== null) return typeof delay === 'number' ? `after ${delay} ms` : `after ${delay}`
  if (event === `xstate.done.state.${stateId}`) return 'done'
  const own = /^xstate\.(done\.actor|done\.state|error\.actor|snapshot)\.(.+)$/.exec(event)
  if (own === null) return event
  const [, kind = '', id = ''] = own
  return `${kind.split('.')[0]}(${sources.get(id) ?? id})`
}

/** `value` as JSON keeps it; null for what JSON cannot hold. */
export function jsonOf(value: unknown): Json {
  try {
    const text = JSON.stringify(value)
    if (text === undefined) return null
    const json: Json = JSON.parse(text)
    return json
  } catch {
    return null
  }
}

/** The name of an actor's logic: inline logic has one that XState made up. */
export function sourceName(src: unknown): string {
  return typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : INLINE
}

function functionName(named: { readonly name: string }): string {
  return PLACES.has(named.name) ? INLINE : named.name
}

/** The event of a `raise`, `sendTo` or `emit`, where it is known before it happens. */
function eventOf(action: unknown): string {
  const type = textAt(at(action, 'event'), 'type')
  return type === null ? '' : `(${type})`
}

function isJunction(guard: unknown): boolean {
  return typeof guard === 'function' && (guard.name === 'and' || guard.name === 'or') && 'guards' in guard
}

function paramsText(params: unknown): string {
  const json = jsonOf(params)
  if (json === null) return ''
  if (typeof json !== 'object' || Array.isArray(json)) return `(${JSON.stringify(json)})`
  const pairs = Object.entries(json).map(([name, value]) => `${name}: ${bare(value)}`)
  return `(${pairs.join(', ')})`
}

function bare(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A state value as XState writes it, `{ a: 'b' }`, as a path. */
function stateText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  const paths = Object.entries(value).map(([key, below]) => `${key}.${stateText(below)}`)
  return paths.join(' and ')
}

function at(value: unknown, key: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function'
  return holds ? Reflect.get(value, key) : undefined
}

function textAt(value: unknown, key: string): string | null {
  const found = at(value, key)
  return typeof found === 'string' ? found : null
}
