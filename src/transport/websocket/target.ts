/** Where a WebSocket leads, as it is written and as it is shown. Runs in browsers too. */
import { OptionError } from '../transport.ts'

/** @throws OptionError naming `target` when it is no `ws://…` or `wss://…`, or has a fragment. */
export function urlOf(target: string | URL): URL {
  const url = URL.canParse(String(target)) ? new URL(target) : null
  if (url !== null && /^wss?:$/.test(url.protocol) && url.hash === '') return url
  throw new OptionError('target', `expected ws://… or wss://… without a fragment, got ${String(target)}`)
}

/** A URL as it may be shown: without user, password and query, which may be secret. */
export function shown({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`
}
