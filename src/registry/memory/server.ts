/** A registry's server in memory: leases and who watches, and what may befall a server. */
import { type Clock, systemClock, type Timer } from '../../clock/clock.ts'
import { type Random, systemRandom } from '../../clock/random.ts'
import { ableOption, checkOptions, flagOption, hookOption } from '../../machines/check.ts'
import { Refused } from '../backend.ts'
import type { Instance } from '../registry.ts'

/** What a server in memory can be told. */
export interface MemoryServerOptions {
  /** Time, for tests. Default: the system's. */
  readonly clock?: Clock
  /** Chance, for tests. Default: the system's. */
  readonly random?: Random
}

/** One lease. */
interface Lease {
  /** Whose it is. */
  readonly session: object
  readonly ttlMs: number
  readonly instance: Instance
  expiresAt: number
  timer: Timer
}

/**
 * A registry's server in memory, for several clients in one process, and for tests of what one survives: it can be frozen,
 * killed, and started again with or without its data.
 */
export class MemoryServer {
  readonly #clock: Clock
  readonly #random: Random
  readonly #leases = new Map<string, Lease>()
  readonly #watchers = new Map<string, Set<() => void>>()
  /** What was asked of it while it was frozen. */
  readonly #waiting: (() => void)[] = []
  #epoch: string
  #condition: 'running' | 'frozen' | 'dead' = 'running'

  /** @throws OptionError naming the option that cannot be used. */
  constructor(options: MemoryServerOptions = {}) {
    checkOptions('memoryServer', options, ['clock', 'random'])
    this.#clock = ableOption('clock', options.clock ?? systemClock, 'now', 'wall', 'after')
    this.#random = hookOption('random', options.random) ?? systemRandom
    this.#epoch = this.#newEpoch()
  }

  /** It answers nobody until it is thawed, as a process that was stopped: time goes by for its leases. */
  freeze(): void {
    if (this.#condition === 'running') this.#condition = 'frozen'
  }

  /** It goes on, first of all with what has expired. */
  thaw(): void {
    if (this.#condition !== 'frozen') return
    this.#condition = 'running'
    for (const [key, { expiresAt }] of this.#leases) if (expiresAt <= this.#clock.now()) this.#drop(key)
    for (const ask of this.#waiting.splice(0)) ask()
  }

  /** It is gone: whoever asks is refused, and nobody is told of anything. */
  kill(): void {
    this.#condition = 'dead'
    for (const { timer } of this.#leases.values()) timer.cancel()
    this.#watchers.clear()
    for (const ask of this.#waiting.splice(0)) ask()
  }

  /** It is started again. With its data, what was leased then is leased for its whole time anew, as etcd does it. */
  restart({ keepData }: { readonly keepData: boolean }): void {
    flagOption('keepData', keepData)
    if (this.#condition !== 'dead') this.kill()
    this.#condition = 'running'
    if (!keepData) {
      this.#leases.clear()
      this.#epoch = this.#newEpoch()
    }
    for (const [key, lease] of this.#leases) this.#extend(key, lease)
  }

  /** @internal Answers by what `answer` says once it runs; refuses when it is dead. */
  ask<T>(answer: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        if (this.#condition === 'dead') return reject(new Error('nobody listens there'))
        try {
          resolve(answer())
        } catch (error) {
          reject(error)
        }
      }
      if (this.#condition === 'frozen') this.#waiting.push(attempt)
      else attempt()
    })
  }

  /** @internal Leases its place to this session, or renews that. */
  put(session: object, instance: Instance, ttlMs: number): void {
    const key = keyOf(instance)
    const there = this.#leases.get(key)
    if (there !== undefined && there.session !== session)
      throw new Refused('taken', `${instance.id} is taken`)
    if (there !== undefined) return this.#extend(key, there)
    const entry: Lease = { session, ttlMs, instance, expiresAt: 0, timer: { cancel() {} } }
    this.#leases.set(key, entry)
    this.#extend(key, entry)
    this.#tell(instance.service)
  }

  /** @internal */
  renew(session: object, instance: Instance): void {
    const key = keyOf(instance)
    const there = this.#leases.get(key)
    if (there === undefined || there.session !== session) throw new Refused('gone', 'there is no such lease')
    this.#extend(key, there)
  }

  /** @internal */
  revoke(session: object, instance: Instance): void {
    const key = keyOf(instance)
    const there = this.#leases.get(key)
    if (there !== undefined && there.session === session) this.#drop(key)
  }

  /** @internal */
  list(service: string): { readonly instances: readonly Instance[]; readonly epoch: string } {
    const all = [...this.#leases.values()].map(({ instance }) => instance)
    return { instances: all.filter((instance) => instance.service === service), epoch: this.#epoch }
  }

  /** @internal Tells `changed` of changes of a service until it forgets it, or is killed. */
  tell(service: string, changed: () => void): void {
    const watchers = this.#watchers.get(service) ?? new Set()
    this.#watchers.set(service, watchers.add(changed))
  }

  /** @internal */
  forget(service: string, changed: () => void): void {
    this.#watchers.get(service)?.delete(changed)
  }

  #extend(key: string, lease: Lease): void {
    lease.timer.cancel()
    lease.expiresAt = this.#clock.now() + lease.ttlMs
    lease.timer = this.#clock.after(lease.ttlMs, () => {
      if (this.#condition === 'running') this.#drop(key)
    })
  }

  #drop(key: string): void {
    const lease = this.#leases.get(key)
    if (lease === undefined) return
    lease.timer.cancel()
    this.#leases.delete(key)
    this.#tell(lease.instance.service)
  }

  #tell(service: string): void {
    for (const changed of this.#watchers.get(service) ?? []) changed()
  }

  #newEpoch(): string {
    return this.#random().toString(36).slice(2)
  }
}

function keyOf({ service, id }: Instance): string {
  return JSON.stringify([service, id])
}
