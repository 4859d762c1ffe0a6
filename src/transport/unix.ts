/** Unix domain sockets, dialled and accepted: peers on the same machine, by a path. Node only, and not on Windows. */
import { chmodSync } from 'node:fs'
import { createServer, Socket } from 'node:net'
import { aimAt, checkKnown } from './endpoint.ts'
import { type Codec, lines } from './framing.ts'
import { causeOfRejection } from './rejection.ts'
import { listenOn } from './socket-server.ts'
import { dialStream } from './stream-dial.ts'
import { checkBacklog } from './stream-options.ts'
import {
  type Listener,
  type ListenerOwner,
  type Listening,
  OptionError,
  type Transport,
} from './transport.ts'
import { bindProblem } from './unix/bind-problem.ts'
import { UnixLink } from './unix/link.ts'
import { listenAfterClearing } from './unix/listening.ts'
import { socketPath, unixEndpoint } from './unix/path.ts'

/** Where to: `'/path'`, `'unix:/path'`, or a function that says so anew for every dial. */
export type UnixTarget = string | (() => string | Promise<string>)

/** How a unix socket is dialled. */
export interface UnixOptions {
  /** How bytes are cut into frames. Default `lines()`. */
  readonly codec?: Codec
}

/** How a unix socket is listened on. */
export interface UnixListenOptions extends UnixOptions {
  /**
   * Permissions of the socket's file, such as `0o660`; to connect, one needs to be allowed to write. Given right after
   * binding. Default: what the process gives to new files (its umask).
   */
  readonly mode?: number
  /** Connections the kernel holds that are not accepted yet; 1 or more, default 511. */
  readonly backlog?: number
}

/** The two sides of unix sockets: called, it dials; `listen` accepts. */
export interface Unix {
  /**
   * A unix socket to dial. Where nothing listens, file or no file, it is `refused`; where its permissions keep us out,
   * `auth`. Peers have no address: `peer` is null.
   * @throws OptionError naming what cannot be used; a target function is only asked when dialling.
   */
  (target: UnixTarget, options?: UnixOptions): Transport
  /**
   * A unix socket to listen on. Its file is made when listening and removed on close. One that a dead server left is
   * removed first; one on which a server listens, or a file that is no socket, is left alone, and the listener fails
   * with `exhausted`.
   * @throws OptionError naming what cannot be used.
   */
  listen(path: string, options?: UnixListenOptions): Listener
}

/** Unix domain sockets, dialled and accepted. Links end with `eof` when the peer closes in order. */
export const unix: Unix = Object.assign(dialTo, { listen: listenAt })

function dialTo(target: UnixTarget, options: UnixOptions = {}): Transport {
  checkKnown(options, ['codec'])
  const { codec = lines() } = options
  const { endpoint, where } = aimAt<string>('unix:', target, { read: socketPath, show: unixEndpoint })
  return {
    name: 'unix',
    endpoint,
    varies: typeof target === 'function',
    cut: codec.cut,
    encode: (payload) => codec.encode(payload),
    dial(owner) {
      const socket = new Socket()
      const link = new UnixLink(socket, codec)
      const connect = (path: string) => socket.connect({ path })
      return dialStream({ socket, link, where, connect, connected: () => link.open(owner) }, owner)
    },
  }
}

function listenAt(target: string, options: UnixListenOptions = {}): Listener {
  checkKnown(options, ['codec', 'mode', 'backlog'])
  const { codec = lines() } = options
  const mode = checkMode(options.mode)
  const backlog = checkBacklog(options.backlog)
  const path = socketPath(target)
  return {
    name: 'unix',
    endpoint: unixEndpoint(path),
    cut: codec.cut,
    guards: true,
    encode: (payload) => codec.encode(payload),
    listen(owner) {
      return listenAfterClearing(path, owner, () => {
        const server = createServer({ allowHalfOpen: false })
        const endpointOf = () => unixEndpoint(path)
        const problemOf = (error: Error) => bindProblem(path, error)
        const listening = listenOn(
          { server, ready: 'connection', bind: { path, backlog }, codec, endpointOf, problemOf },
          owner,
        )
        if (mode !== null && server.listening) permit(path, mode, owner, listening)
        return listening
      })
    },
  }
}

/** Node binds paths at once, so the file is there before anybody hears of it. */
function permit(path: string, mode: number, owner: ListenerOwner, listening: Listening): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    owner.failed(causeOfRejection(error))
    listening.close()
  }
}

/** null for what the process gives. */
function checkMode(mode: number | undefined): number | null {
  if (mode === undefined) return null
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777) return mode
  throw new OptionError('mode', `expected permissions from 0 to 0o777, got ${String(mode)}`)
}
