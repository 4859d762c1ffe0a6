/** A WebSocket that comes in, and the request that it was. */
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { Accepted } from '../socket-server.ts'
import { TlsSocketIntroduction } from '../tls/introduction.ts'
import type { Introduction, Link, UpgradeRequest } from '../transport.ts'

/** The request is a few kB: it is let go of as soon as the link is accepted, or nobody took it. */
export class Upgraded extends Accepted {
  #introduce: (() => Introduction) | null

  constructor(link: Link, introduce: () => Introduction) {
    super(link)
    this.#introduce = introduce
  }

  override get introduction(): Introduction | undefined {
    return this.#introduce?.()
  }

  /** It was accepted, or turned away. */
  settle(): void {
    this.#introduce = null
  }
}

/** @param protocol the subprotocol agreed on. */
export function introductionOf(request: IncomingMessage, protocol: string | null): Introduction {
  const { socket } = request
  return {
    tls: socket instanceof TLSSocket ? new TlsSocketIntroduction(socket) : null,
    upgrade: upgradeOf(request, protocol),
  }
}

function upgradeOf({ url = '/', headers }: IncomingMessage, protocol: string | null): UpgradeRequest {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  )
  // By entries, so that a peer's names are never more than names: `__proto__` would be.
  return { url, headers: Object.fromEntries(plain), protocol }
}
