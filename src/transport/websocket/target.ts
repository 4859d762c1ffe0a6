/** Where a WebSocket leads, as it is written and as it is shown. Runs in browsers too. */
import { OptionError } from '../transport.ts'

/** @throws OptionError naming `target`, without its secrets, when it is no `ws://…` or `wss://…`, or has a fragment. */
export function urlOf(target: string | URL): URL {
  const url = URL.canParse(String(target)) ? new URL(target) : null
  if (url !== null && /^wss?:$/.test(url.protocol) && url.hash === '') return url
  throw new OptionError(
    'target',
    `expected ws://… or wss://… without a fragment, got ${told(String(target))}`,
  )
}

/** A URL to dial. @throws OptionError as {@link urlOf} does, and naming `port` when it is 0, which is for listening. */
export function dialUrlOf(target: string | URL): URL {
  const url = urlOf(target)
  if (url.port !== '0') return url
  throw new OptionError('port', '0 is only for listening')
}

/** What may be no URL at all, as far as it holds no user, password or query. */
function told(target: string): string {
  return target.includes('@') ? 'something else' : target.replace(/([?#]).*$/s, '$1…')
}

/** A URL as it may be shown: without user, password and query, which may be secret. */
export function shown({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}
