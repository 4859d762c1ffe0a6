/** Which requests are for a listener: those for its path, whatever their query. */
import type { IncomingMessage } from 'node:http'
import { OptionError } from '../transport.ts'
import type { Refusal } from './authorise.ts'

/**
 * A path as requests spell it, which is as a URL does: `/ä` is `/%C3%A4`; null: any.
 * @throws OptionError naming `path` when it does not begin with a slash, or is more than a path.
 */
export function checkPath(path: string | undefined): string | null {
  if (path === undefined) return null
  if (typeof path === 'string' && /^\/[^?#]*$/.test(path)) return new URL(`ws://host${path}`).pathname
  throw new OptionError('path', `expected a path as /feed, without a query, got ${JSON.stringify(path)}`)
}

export function isFor(path: string | null, request: IncomingMessage): boolean {
  return path === null || pathOf(request) === path
}

export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/\?.*$/s, '')
}

/** Nobody listens on the path of this request. */
export function notFound(request: IncomingMessage): Refusal {
  return {
    status: 404,
    cause: { kind: 'protocol', by: 'peer', detail: `nobody listens on ${pathOf(request)}` },
  }
}
