/** What a link hears of its `ws` and of the socket below: one set of listeners for all the links there are. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { RawData, WebSocket } from 'ws'

export interface Hearer {
  /** The socket below is closed. */
  onSocketClose(): void
  /** TLS has got as far as keys. Only before the upgrade. */
  onKeys(): void
  /** `ws` has something against the upgrade, or against what the peer sends. */
  onError(error: Error): void
  /** Nothing comes of `ws` any more. */
  onClose(): void
  /** The upgrade is complete. */
  onOpen(): void
  /** The upgrade was answered by something else. */
  onResponse(status: number): void
  /** Bytes arrived, which nobody has read yet: before all that is heard of what is in them. */
  onChunk(chunk: Uint8Array): void
  onMessage(data: RawData, isBinary: boolean): void
  onPing(payload: Buffer): void
  onPong(payload: Buffer): void
  onFin(): void
  onSocketError(error: Error): void
}

const HEARER = Symbol('hearer')

type HeardSocket = Socket & { [HEARER]?: Hearer }
type HeardWebSocket = WebSocket & { [HEARER]?: Hearer }

/** From when there is a socket. */
export function hearSocket(socket: HeardSocket, hearer: Hearer): void {
  socket[HEARER] = hearer
  socket.on('close', onSocket.close)
}

/** While it shakes hands as a client of TLS. */
export function hearHandshake(socket: HeardSocket): void {
  if (socket instanceof TLSSocket) socket.once('keylog', onSocket.keylog)
}

/** From when there is a `ws`. */
export function hearWebSocket(ws: HeardWebSocket, hearer: Hearer): void {
  ws[HEARER] = hearer
  ws.on('error', onWebSocket.error)
  ws.on('close', onWebSocket.close)
}

/** While it is being opened. */
export function hearUpgrade(ws: HeardWebSocket): void {
  ws.on('open', onWebSocket.open)
  ws.on('unexpected-response', onWebSocket.response)
}

/** From when it is open, in the same turn: bytes come in the next. */
export function hearMessages(socket: HeardSocket, ws: HeardWebSocket): void {
  // Before the listener of ws, which hands on messages from inside it.
  socket.prependListener('data', onSocket.data)
  socket.on('end', onSocket.end)
  socket.on('error', onSocket.error)
  ws.on('message', onWebSocket.message)
  ws.on('ping', onWebSocket.ping)
  ws.on('pong', onWebSocket.pong)
}

const onSocket = {
  keylog(this: HeardSocket): void {
    this[HEARER]?.onKeys()
  },
  data(this: HeardSocket, chunk: Uint8Array): void {
    this[HEARER]?.onChunk(chunk)
  },
  end(this: HeardSocket): void {
    this[HEARER]?.onFin()
  },
  error(this: HeardSocket, error: Error): void {
    this[HEARER]?.onSocketError(error)
  },
  close(this: HeardSocket): void {
    this[HEARER]?.onSocketClose()
  },
}

const onWebSocket = {
  open(this: HeardWebSocket): void {
    this[HEARER]?.onOpen()
  },
  response(this: HeardWebSocket, _request: unknown, { statusCode = 0 }: IncomingMessage): void {
    this[HEARER]?.onResponse(statusCode)
  },
  message(this: HeardWebSocket, data: RawData, isBinary: boolean): void {
    this[HEARER]?.onMessage(data, isBinary)
  },
  ping(this: HeardWebSocket, payload: Buffer): void {
    this[HEARER]?.onPing(payload)
  },
  pong(this: HeardWebSocket, payload: Buffer): void {
    this[HEARER]?.onPong(payload)
  },
  error(this: HeardWebSocket, error: Error): void {
    this[HEARER]?.onError(error)
  },
  close(this: HeardWebSocket): void {
    this[HEARER]?.onClose()
  },
}
