/** Takes upgrade requests in: checks them, asks who may come in, and makes links of those. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { systemClock } from '../../clock/clock.ts'
import { peerOf } from '../socket.ts'
import { type Cause, crashCause, type ListenerOwner, timeoutCause } from '../transport.ts'
import { answer } from './answer.ts'
import { type Authorise, type Refusal, refusalOf } from './authorise.ts'
import { causeOfClose } from './close.ts'
import { WebSocketLink } from './link.ts'
import { introductionOf, Upgraded } from './upgraded.ts'

/** What holds for every upgrade; checked. */
export interface Terms {
  readonly authorise: Authorise | null
  /** The subprotocols spoken, of which a peer must offer one; none: peers may offer what they like, and get none. */
  readonly protocols: readonly string[]
  readonly maxFrameBytes: number
  readonly maxSentBytes: number
  readonly perMessageDeflate: boolean
  readonly handshakeTimeoutMs: number
}

/** Answers the request by 101 (null), or by another status. */
type Next = (isLetIn: boolean, status?: number) => void

const LEFT: Cause = { kind: 'reset', by: 'network', detail: 'it left before it was let in' }

export class Reception {
  readonly #terms: Terms
  readonly #owner: ListenerOwner
  readonly #wss: WebSocketServer
  /** Those who wait to be let in. */
  readonly #waiting = new Set<Socket>()
  /** The link of the peer that is being let in at this moment. */
  #coming: WebSocketLink | null = null
  #isClosed = false

  constructor(terms: Terms, owner: ListenerOwner) {
    this.#terms = terms
    this.#owner = owner
    this.#wss = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      autoPong: false,
      maxPayload: terms.maxFrameBytes,
      perMessageDeflate: terms.perMessageDeflate,
      // An agreement to a protocol that nobody here speaks would be a lie.
      handleProtocols: (offered) => agreed(offered, terms.protocols) ?? false,
      verifyClient: ({ req }: { req: IncomingMessage }, next: Next) => this.#admit(req, next),
    })
    this.#wss.on('wsClientError', (error: Error, _socket, request: IncomingMessage) => {
      this.turnAway(request, { status: 400, cause: { kind: 'protocol', by: 'peer', detail: error.message } })
    })
  }

  /** One upgrade request. */
  upgrade(request: IncomingMessage, head: Buffer): void {
    this.#wss.handleUpgrade(request, request.socket, head, (ws) => this.#coming?.acceptedBy(ws))
  }

  /** Refuses one that was not even looked at. */
  turnAway({ socket }: IncomingMessage, { status, cause }: Refusal): void {
    this.#owner.turnedAway(peerOf(socket), cause)
    socket.setTimeout(this.#terms.handshakeTimeoutMs, () => socket.destroy())
    answer(socket, status)
  }

  /** Nobody is let in any more. */
  close(): void {
    this.#isClosed = true
    for (const socket of this.#waiting) socket.destroy()
  }

  #admit(request: IncomingMessage, next: Next): void {
    const { authorise, protocols } = this.#terms
    const refuse = ({ status, cause }: Refusal): void => {
      this.#owner.turnedAway(peerOf(request.socket), cause)
      next(false, status)
    }
    if (protocols.length > 0 && !offered(request).some((name) => protocols.includes(name))) {
      const detail = `it offers none of the subprotocols ${protocols.join(', ')}`
      refuse({ status: 400, cause: { kind: 'protocol', by: 'peer', detail } })
    } else if (authorise === null) this.#letIn(request, next)
    else {
      void this.#ask(authorise, request).then((refusal) => {
        if (request.socket.destroyed) return
        if (refusal === null) this.#letIn(request, next)
        else refuse(refusal)
      })
    }
  }

  /** Never rejects. Nobody waits longer than for any other part of the handshake. */
  async #ask(authorise: Authorise, request: IncomingMessage): Promise<Refusal | null> {
    const { socket } = request
    const peer = peerOf(socket)
    let cause = LEFT
    const late = (): void => {
      cause = timeoutCause('handshake')
      socket.destroy()
    }
    const gone = (): void => {
      timer.cancel()
      this.#waiting.delete(socket)
      if (!this.#isClosed) this.#owner.turnedAway(peer, cause)
    }
    this.#waiting.add(socket)
    // Not the socket's own timeout: each byte that trickles in would put that off.
    const timer = systemClock.after(this.#terms.handshakeTimeoutMs, late)
    socket.on('close', gone)
    const refusal = await refusalOf(authorise, request)
    this.#waiting.delete(socket)
    // It may be destroyed and not closed yet: that is told of when it is.
    if (socket.destroyed) return refusal
    timer.cancel()
    socket.off('close', gone)
    return refusal
  }

  #letIn(request: IncomingMessage, next: Next): void {
    const link = new WebSocketLink(this.#terms.maxSentBytes, true)
    link.carriedBy(request.socket)
    const incoming = new Upgraded(link, () =>
      introductionOf(request, agreed(offered(request), this.#terms.protocols)),
    )
    const taker = this.#isClosed ? null : this.#owner.accepted(incoming)
    incoming.settle()
    if (taker === null) return next(false, 503)
    link.owner = taker
    this.#coming = link
    try {
      next(true)
    } catch (error) {
      // Somebody else of this server's has made a WebSocket of it: a bug, but not one that any peer may end us by.
      link.failDial(crashCause(error))
    }
    this.#coming = null
    // It had left already, unseen: nothing is read before the upgrade.
    if (!link.isOpen) link.failDial(causeOfClose(1006))
  }
}

function offered({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
}

/** The first of those offered that is spoken. */
function agreed(offers: Iterable<string>, spoken: readonly string[]): string | null {
  return [...offers].find((name) => spoken.includes(name)) ?? null
}
