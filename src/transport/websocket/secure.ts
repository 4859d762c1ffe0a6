/** The certificates of a server's own `wss://` port, which can be exchanged while it listens. */
import type { Server, TlsOptions } from 'node:tls'
import { checkKnown } from '../endpoint.ts'
import { type Shown, shownBy, type TlsListenOptions, type TlsReload } from '../tls/listener.ts'
import { forName } from '../tls/names.ts'

/** As `tls.listen` takes them. */
export type WebSocketServerTlsOptions = Pick<
  TlsListenOptions,
  'credentials' | 'sni' | 'ca' | 'requestCert' | 'minVersion'
>

const KNOWN = ['credentials', 'sni', 'ca', 'requestCert', 'minVersion'] as const
const RELOADABLE = ['credentials', 'sni', 'ca']

export class Secure {
  readonly #requestCert: boolean
  readonly #servers = new Set<Server>()
  #shown: Shown

  /** @throws OptionError naming what cannot be used. */
  constructor(options: WebSocketServerTlsOptions) {
    checkKnown(options, KNOWN, 'tls')
    this.#shown = shownBy(options)
    this.#requestCert = options.requestCert ?? false
  }

  /** For a server that is made now. */
  get settings(): TlsOptions {
    return {
      ...this.#shown.context,
      requestCert: this.#requestCert,
      rejectUnauthorized: this.#requestCert,
      SNICallback: (name, answer) => answer(null, forName(this.#shown.names, name)),
    }
  }

  /** The server hears of every exchange, as long as it listens. */
  keep(server: Server): void {
    this.#servers.add(server)
  }

  forget(server: Server): void {
    this.#servers.delete(server)
  }

  /** @throws OptionError naming what cannot be used; nothing is exchanged then. */
  reload(anew: TlsReload): void {
    checkKnown(anew, RELOADABLE)
    this.#shown = shownBy({ ...this.#shown.options, ...anew })
    for (const server of this.#servers) server.setSecureContext(this.#shown.context)
  }
}
