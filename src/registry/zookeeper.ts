/** `pulsetree/registry/zookeeper`: a registry in ZooKeeper, by ephemeral nodes. Needs the package `node-zookeeper-client`. */
import { systemClock } from '../clock/clock.ts'
import { checkKnown, OptionError } from '../transport/transport.ts'
import { RegistryClient } from './client.ts'
import { hostOf, type RegistryOptions } from './host.ts'
import type { Registry } from './registry.ts'
import { ZooKeeperBackend } from './zookeeper/backend.ts'
import { pathsOf } from './zookeeper/paths.ts'

/** What a registry in ZooKeeper can be told. */
export interface ZooKeeperRegistryOptions extends Omit<RegistryOptions, 'clock'> {
  /** The members of the ensemble, at least one: `10.0.0.1:2181`. */
  readonly servers: readonly string[]
  /** The node below which all stands; made where it is missing. Default `/pulsetree`. */
  readonly prefix?: string
  /** Who we are, where nodes ask: `user:password`, by ZooKeeper's scheme `digest`. Default: nobody. */
  readonly digest?: string
}

/**
 * A registry in ZooKeeper: each registration an ephemeral node with a session of its own, whose timeout is its TTL; one more
 * session for all that is watched. Servers grant 2 to 20 of their ticks: 4 to 40 s by default.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function zooKeeperRegistry(options: ZooKeeperRegistryOptions): Registry {
  checkKnown(options, KNOWN, 'zooKeeperRegistry', 'zooKeeperRegistry.')
  const { servers, prefix = '/pulsetree', digest = null, ...rest } = options
  const host = hostOf('zooKeeperRegistry', { ...rest, clock: systemClock })
  const isList = Array.isArray(servers) && servers.length > 0
  if (!isList || !servers.every((server) => /^(?:[^\s,:/]+|\[[\da-f:]+\]):\d{1,5}$/i.test(server))) {
    throw new OptionError('servers', 'expected at least one HOST:PORT, such as 127.0.0.1:2181')
  }
  if (!/^(?:\/[^/\s]+)+$/.test(prefix)) throw new OptionError('prefix', 'expected a path such as /pulsetree')
  if (digest !== null && (typeof digest !== 'string' || !digest.includes(':'))) {
    throw new OptionError('digest', 'expected user:password')
  }
  const making = {
    place: { servers: servers.join(), digest },
    paths: pathsOf(prefix),
    clock: host.clock,
    newEpoch: () => host.random().toString(36).slice(2),
  }
  return new RegistryClient(new ZooKeeperBackend(making), host)
}

const KNOWN = ['servers', 'prefix', 'digest', 'requestTimeoutMs', 'checkMs', 'graceMs', 'random']
