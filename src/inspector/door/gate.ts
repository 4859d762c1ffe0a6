/**
 * Who may come in, asked of every request alike, for the page and for its feed. The address of a request must be ours, or a
 * site could have its own name lead here and be us to a browser (DNS rebinding). Whoever says which site it comes from must come
 * from ours: a browser always says so of a WebSocket. And it must know the token.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { DoorPlan } from '../options.ts'
import { isSameToken } from './token.ts'

/** A request that is not let in: the status it is answered, and why, for people. */
export interface Refused {
  readonly status: 401 | 403 | 404 | 405
  readonly why: string
}

/** Where the feed is. */
export const FEED_PATH = '/feed'

const OURS: readonly string[] = ['localhost', '127.0.0.1', '[::1]']
const EVERYWHERE: readonly string[] = ['0.0.0.0', '::']

export class Gate {
  readonly #port: number
  readonly #token: string
  readonly #origins: readonly string[]
  /** Names and addresses that a request may be for, at our port. */
  readonly #names: readonly string[]
  /** Whether it may be for any address: those of a machine are many, and no site can make one lead elsewhere. */
  readonly #isEverywhere: boolean
  /** What proxies that were named may be asked for. */
  readonly #proxies: readonly string[]

  /** @param port the real one. */
  constructor({ host, token, origins }: DoorPlan, port: number) {
    this.#port = port
    this.#token = token
    this.#origins = origins
    this.#names = [...OURS, bracketed(host.toLowerCase())]
    this.#isEverywhere = EVERYWHERE.includes(host)
    this.#proxies = origins.map((origin) => new URL(origin).host)
  }

  /** Why not, or null. @param path the only one that there is. */
  refusal(request: IncomingMessage, path: string): Refused | null {
    const { host = '', origin } = request.headers
    if (!this.#isOurs(host)) return forbidden(`this server is not to be reached as ${host || 'nobody'}`)
    if (origin !== undefined && !this.#isFromUs(origin, host)) {
      return forbidden('pages of other sites are not let in')
    }
    const url = urlOf(request)
    const token = url?.searchParams.get('token') ?? null
    if (token === null) return { status: 401, why: 'the token is missing: open the address that was printed' }
    if (!isSameToken(token, this.#token)) {
      return { status: 401, why: 'this token is not the one: open the address that was printed last' }
    }
    if (url?.pathname !== path) return { status: 404, why: 'there is nothing of this name' }
    if (request.method === 'GET' || request.method === 'HEAD') return null
    return { status: 405, why: 'this can only be looked at' }
  }

  #isOurs(host: string): boolean {
    const asked = host.toLowerCase()
    if (this.#proxies.includes(asked)) return true
    const { name, port } = splitHost(asked)
    if (port !== this.#port) return false
    return this.#names.includes(name) || (this.#isEverywhere && isAddress(name))
  }

  #isFromUs(origin: string, host: string): boolean {
    return origin === `http://${host.toLowerCase()}` || this.#origins.includes(origin)
  }
}

function forbidden(why: string): Refused {
  return { status: 403, why }
}

/** What a request is for; null where that is no address at all. Who it says it is for stands in its `Host`. */
function urlOf({ url = '/' }: IncomingMessage): URL | null {
  return URL.canParse(url, 'http://here') ? new URL(url, 'http://here') : null
}

function splitHost(host: string): { readonly name: string; readonly port: number } {
  const [, name = '', port = '80'] = /^(\[[\da-f:.]+\]|[^:/?#@[\]]+)(?::(\d{1,5}))?$/.exec(host) ?? []
  return { name, port: Number(port) }
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0
}

/** As addresses of the web write it. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
