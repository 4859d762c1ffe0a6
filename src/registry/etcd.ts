/** `pulsetree/registry/etcd`: a registry in etcd, by leases and watches. Needs the package `etcd3`. */
import { systemClock } from '../clock/clock.ts'
import { checkKnown, OptionError } from '../transport/transport.ts'
import { RegistryClient } from './client.ts'
import { EtcdBackend } from './etcd/backend.ts'
import { keysOf } from './etcd/keys.ts'
import { Ring } from './etcd/ring.ts'
import { hostOf, type RegistryOptions } from './host.ts'
import type { Registry } from './registry.ts'

/** What a registry in etcd can be told. */
export interface EtcdRegistryOptions extends Omit<RegistryOptions, 'clock'> {
  /** The members of the cluster, at least one: `http://10.0.0.1:2379`, `https://…`. */
  readonly endpoints: readonly string[]
  /** What all keys begin with. Default `pulsetree/`. */
  readonly prefix?: string
  /** Who we are, where etcd asks. Default: nobody. */
  readonly auth?: { readonly username: string; readonly password: string }
  /** For `https`: whom to trust, and what to show, in PEM. Default: whom Node trusts, and nothing. */
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string }
}

/**
 * A registry in etcd: each registration a key on a lease of its own, each watch a stream of changes and a reading now and then.
 * etcd leases whole seconds, by default at least 2.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function etcdRegistry(options: EtcdRegistryOptions): Registry {
  const host = hostOf('etcdRegistry', { ...withoutOwn(options), clock: systemClock })
  const { endpoints, prefix = 'pulsetree/', auth, tls } = options
  if (!Array.isArray(endpoints) || endpoints.length === 0) {
    throw new OptionError('endpoints', 'expected at least one, such as http://127.0.0.1:2379')
  }
  for (const endpoint of endpoints) checkEndpoint(endpoint)
  if (typeof prefix !== 'string') throw new OptionError('prefix', 'expected a text')
  if (auth !== undefined) checkKnown(auth, ['username', 'password'], 'auth', 'auth.')
  if (tls !== undefined) checkKnown(tls, ['ca', 'cert', 'key'], 'tls', 'tls.')
  const ring = new Ring(
    endpoints,
    {
      ...(auth && { auth }),
      ...(tls && {
        credentials: {
          rootCertificate: Buffer.from(tls.ca),
          ...(tls.key !== undefined && { privateKey: Buffer.from(tls.key) }),
          ...(tls.cert !== undefined && { certChain: Buffer.from(tls.cert) }),
        },
      }),
    },
    host.clock,
  )
  return new RegistryClient(new EtcdBackend(ring, keysOf(prefix), host.random), host)
}

function withoutOwn(options: EtcdRegistryOptions): RegistryOptions {
  checkKnown(options, KNOWN, 'etcdRegistry', 'etcdRegistry.')
  const { endpoints: _endpoints, prefix: _prefix, auth: _auth, tls: _tls, ...rest } = options
  return rest
}

const KNOWN = ['endpoints', 'prefix', 'auth', 'tls', 'requestTimeoutMs', 'checkMs', 'graceMs', 'random']

function checkEndpoint(endpoint: unknown): void {
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : null
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.port !== '') return
  throw new OptionError('endpoints', `expected http://HOST:PORT, got ${JSON.stringify(endpoint)}`)
}
