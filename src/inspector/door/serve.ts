/** The server of an inspector: the page over HTTP, its feed over a WebSocket, both through one gate. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { looseClock } from '../../clock/loose-clock.ts'
import { protocolPing } from '../../machines/protocol.ts'
import type { Connection } from '../../supervisor/handle.ts'
import type { ListenerHandle } from '../../supervisor/listener.ts'
import { supervise } from '../../supervisor/supervise.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { boundPort } from '../../transport/endpoint.ts'
import { ConnectionError, messageOf } from '../../transport/transport.ts'
import { websocketServer } from '../../transport/websocket-server.ts'
import type { DoorPlan } from '../options.ts'
import { bracketed, FEED_PATH, Gate, type Refused } from './gate.ts'
import { GUARDED, NOTHING_ALLOWED, PAGE, policyOf, readPage } from './page.ts'

/** Pages at once; further ones are answered 503. */
export const MOST_PAGES = 16
/** The longest message of a page. */
export const MOST_ASKED_BYTES = 65_536
/** The longest message to a page: a tree of half a million nodes. */
const MOST_TOLD_BYTES = 256 * 1_048_576
/** Browsers keep a few connections beside that of the feed. */
const MOST_SOCKETS = 8 * MOST_PAGES
const REQUEST_MS = 10_000

/** How a server differs from the usual. */
export interface ServeOptions {
  /** Whether it keeps the process alive. */
  readonly holds: boolean
  readonly page?: URL
}

/** A server that listens. */
export interface Served {
  readonly url: string
  readonly port: number
  /** Ends it, its pages, and whatever else was open. */
  close(): Promise<void>
}

/**
 * @param arrived called with each page's connection, which is alive next.
 * @throws ConnectionError where it cannot listen.
 */
export async function serve(
  door: DoorPlan,
  { holds, page = PAGE }: ServeOptions,
  arrived: (page: Connection) => void,
): Promise<Served> {
  const server = createServer({ headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS })
  server.maxConnections = MOST_SOCKETS
  if (!holds) server.unref().on('connection', (socket) => socket.unref())
  const port = await listening(server, door)
  const gate = new Gate(door, port)
  server.on('request', (request, response) => {
    void answer(gate, page, request, response).catch(() => response.destroy())
  })
  const supervisor = supervise({ name: 'inspector', clock: looseClock })
  const pages = feed(supervisor, server, gate)
  await pages.ready
  pages.accepted$.subscribe(arrived)
  const close = async (): Promise<void> => {
    await supervisor.stop()
    await closed(server)
  }
  let closing: Promise<void> | null = null
  return {
    url: `http://${reachable(door.host)}:${port}/?token=${door.token}`,
    port,
    close() {
      closing ??= close()
      return closing
    },
  }
}

async function listening(server: Server, { host, port }: DoorPlan): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => {
      const where = `cannot show the inspector on ${bracketed(host)}:${port}`
      reject(new ConnectionError(where, { kind: 'exhausted', by: 'us', detail: messageOf(error) }))
    }
    server.once('error', failed)
    server.listen({ host, port, exclusive: true }, () => {
      // From here on it tells of connections that it could not take: no reason to end a program that is looked at.
      server.off('error', failed).on('error', () => {})
      resolve()
    })
  })
  return boundPort(server.address()) ?? port
}

/** Its pages are connections like any others, of a supervisor that nobody inspects. */
function feed(supervisor: Supervisor, server: Server, gate: Gate): ListenerHandle {
  const listener = websocketServer(
    { server },
    {
      authorise: (request) => gate.refusal(request, FEED_PATH)?.status ?? true,
      maxFrameBytes: MOST_ASKED_BYTES,
      maxSentBytes: MOST_TOLD_BYTES,
    },
  )
  return supervisor.listen('pages', listener, {
    maxConnections: MOST_PAGES,
    // A browser cannot send pings of the protocol, so it asks in words.
    heartbeat: {
      protocol: { ...protocolPing, answers: [{ ping: 'ping', pong: 'pong' }] },
      everyMs: 5_000,
      timeoutMs: 5_000,
    },
    // A page may be busy for long; what waits for it is bounded by `Viewer`.
    writeTimeoutMs: 30_000,
    closeTimeoutMs: 500,
  })
}

async function answer(
  gate: Gate,
  file: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume()
  const refused = gate.refusal(request, '/')
  if (refused !== null) return say(response, refused)
  const page = await readPage(file)
  if (page === null) {
    return say(response, { status: 503, why: 'the page was not built: npm run build makes it' })
  }
  response.writeHead(200, {
    ...GUARDED,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': page.body.length,
    'Content-Security-Policy': policyOf(page, request.headers.host ?? ''),
  })
  response.end(request.method === 'HEAD' ? undefined : page.body)
}

function say(response: ServerResponse, { status, why }: Refused | { status: 503; why: string }): void {
  const body = Buffer.from(`${why}\n`)
  response.writeHead(status, {
    ...GUARDED,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Content-Security-Policy': NOTHING_ALLOWED,
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="inspector"' } : {}),
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    // What was sent along is not waited for.
    Connection: 'close',
  })
  response.end(body)
}

/** An address that leads to whatever is listened on. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '[::1]' : bracketed(host)
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
