/** Headers for an upgrade request, as a user gives them, checked at the door. */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { OptionError } from '../transport.ts'
import type { WebSocketHeaders } from './options.ts'

/** What makes a request an upgrade: its keys, its version, its subprotocols. */
const OWNED = /^(upgrade|connection|sec-websocket-.*)$/i

/**
 * By name, as Node takes them. `Host` is among them: a server behind another name may want it.
 * @throws OptionError naming `headers`, and in words the header, but never its value: tokens live there.
 */
export function checkHeaders(headers: WebSocketHeaders): Record<string, string> {
  const fields = pairsOf(headers).map(fieldOf)
  const names = fields.map(([name]) => name.toLowerCase())
  // Node would send the last one alone, or both: a token must not depend on that.
  const twice = fields.find(([name], index) => names.indexOf(name.toLowerCase()) !== index)
  if (twice !== undefined) throw refusal(`${twice[0]} is there twice; write its values into one`)
  return Object.fromEntries(fields)
}

function pairsOf(headers: unknown): readonly unknown[] {
  if (typeof headers === 'object' && headers !== null) {
    if (isIterable(headers)) return [...headers]
    if (isRecord(headers)) return Object.entries(headers)
  }
  throw refusal('expected names and values, as a record, Headers, a Map or an array of pairs')
}

function fieldOf(pair: unknown): readonly [name: string, value: string] {
  const [name, value, ...more]: unknown[] = Array.isArray(pair) ? pair : []
  if (typeof name !== 'string' || more.length > 0) throw refusal('expected pairs of a name and a value')
  if (!passes(() => validateHeaderName(name))) throw refusal(`${JSON.stringify(name)} is no name of a header`)
  if (OWNED.test(name)) throw refusal(`${name} belongs to the upgrade itself${hintFor(name)}`)
  if (typeof value !== 'string' || !passes(() => validateHeaderValue(name, value))) {
    throw refusal(`the value of ${name} cannot be sent: expected text of one line, in Latin-1`)
  }
  return [name, value]
}

function hintFor(name: string): string {
  return /protocol$/i.test(name) ? '; use the option protocols' : ''
}

function isIterable(given: object): given is Iterable<unknown> {
  return Symbol.iterator in given && typeof given[Symbol.iterator] === 'function'
}

/** Made by braces, here or in another realm: whatever else has its contents out of sight, and would be sent as none. */
function isRecord(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}

function refusal(problem: string): OptionError {
  return new OptionError('headers', problem)
}
