/** A TypeScript interface in, a client of it out. */
import type { CallOptions } from './options.ts'

/** A method as those who call it see it: the same parameter, the options of a call behind it, and a promise. */
export type ClientMethod<Signature> = Signature extends () => infer Result
  ? (params?: undefined, options?: CallOptions) => Promise<Awaited<Result>>
  : Signature extends (params: infer Params, ...context: never) => infer Result
    ? (params: Params, options?: CallOptions) => Promise<Awaited<Result>>
    : never

/** The methods of an interface, as those who call them see them. */
export type Client<Service> = {
  readonly [Name in keyof Service & string as Service[Name] extends (...params: never) => unknown
    ? Name
    : never]: ClientMethod<Service[Name]>
}

/** How a client names what it calls. */
export interface ClientOptions {
  /** What comes before each name, such as `Arith.` for a service of Go's. Default nothing. */
  readonly prefix?: string
}

type CallMethod = (method: string, params: unknown, options?: CallOptions) => Promise<unknown>

/** `then` is left out: a client that is returned from an async function must not be taken for a promise. */
export function clientOf(call: CallMethod, prefix: string): object {
  const known = new Map<string, (params: unknown, options?: CallOptions) => Promise<unknown>>()
  return new Proxy(Object.freeze({}), {
    get(_target, name) {
      if (typeof name !== 'string' || name === 'then') return undefined
      const method = known.get(name) ?? ((params, options) => call(prefix + name, params, options))
      known.set(name, method)
      return method
    },
  })
}
