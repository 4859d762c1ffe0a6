/** What a WebSocket dial takes, in Node and in browsers: types alone, and none of Node's. */

/** `ws://…` or `wss://…`, or a function that says so anew for every dial. */
export type WebSocketTarget = string | URL | (() => string | URL | Promise<string | URL>)

/** Headers of the upgrade request, each once: a record by name, or pairs, as in `Headers`, a `Map` or an array of them. */
export type WebSocketHeaders = Readonly<Record<string, string>> | Iterable<readonly [string, string]>

/** An `http.Agent` of Node's, or of a class made from it. */
export interface HttpAgent {
  /** Ends the connections it keeps. Never called here: it is what tells an agent from other objects. */
  destroy(): void
}

/** PEM, as text or bytes. */
export type WebSocketPem = string | Uint8Array

/** What this end shows of itself: a certificate (its chain behind it) and its private key, or both in one PKCS#12 file. */
export type WebSocketCredentials =
  | {
      readonly cert: WebSocketPem
      readonly key: WebSocketPem
      /** Of the key, where it is encrypted. */
      readonly passphrase?: string
    }
  | {
      readonly pfx: Uint8Array
      readonly passphrase?: string
    }

/** How `wss://` is secured; as the TLS transport has it. */
export interface WebSocketTlsOptions {
  /** The authorities of which one must have issued the server's certificate. Default: those that Node comes with. */
  readonly ca?: WebSocketPem | readonly WebSocketPem[]
  /**
   * What this end shows of itself, where the server asks for it (mutual TLS). A function is asked anew for every dial,
   * so that certificates can be renewed. Default: nothing.
   */
  readonly credentials?: WebSocketCredentials | (() => WebSocketCredentials | Promise<WebSocketCredentials>)
  /** The name that is asked for (SNI) and that the server's certificate must be for. Default: the host of the target. */
  readonly servername?: string
  /** The oldest version that will do. Default: Node's, TLSv1.2. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
  /**
   * Whether a server whose certificate is found wanting is left. Default true. With false anybody on the way can be the
   * server: for trying things out.
   */
  readonly rejectUnauthorized?: boolean
}

/** As `dns.lookup` of Node's. */
export type WebSocketLookup = (
  hostname: string,
  options: object,
  callback: (
    error: Error | null,
    address: string | { readonly address: string; readonly family: number }[],
    family?: number,
  ) => void,
) => void

/** Options of any platform. */
export interface WebSocketAnywhereOptions {
  /** The subprotocols to offer, best first. Default none; a server that then answers with none of them is refused. */
  readonly protocols?: string | readonly string[]
  /** The longest message taken and sent, in bytes; 1 or more, default 1,048,576. A longer one ends the link with `protocol`. */
  readonly maxFrameBytes?: number
}

/** Options that only Node can honour; a browser refuses them by name. */
export interface WebSocketNodeOptions {
  /**
   * Headers for the upgrade request, or a function asked anew for every dial: tokens go here. `Host` may be among them;
   * `Upgrade`, `Connection` and `Sec-WebSocket-…` are the upgrade's own, and refused.
   */
  readonly headers?: WebSocketHeaders | (() => WebSocketHeaders | Promise<WebSocketHeaders>)
  /**
   * How connections are made: an HTTP proxy, for instance. Default: straight to the target, by this dial's own socket.
   * Until it hands one over, a connection is the agent's: one to a proxy that never answers stays open when the dial is
   * called off, unless the agent has a deadline of its own.
   */
  readonly agent?: HttpAgent
  /** Compresses messages, which costs memory and time for each connection. Default false. */
  readonly perMessageDeflate?: boolean
  /** How `wss://` is secured. Default: by what Node trusts. */
  readonly tls?: WebSocketTlsOptions
  /** Resolves names instead of the system's resolver, anew for every dial; all addresses it gives are tried. */
  readonly lookup?: WebSocketLookup
  /** The local IP address to dial from. Default: the system chooses. */
  readonly localAddress?: string
}

/** How a WebSocket is dialled. Browsers take `protocols` and `maxFrameBytes` alone, and refuse the others by name. */
export interface WebSocketOptions extends WebSocketAnywhereOptions, WebSocketNodeOptions {}
