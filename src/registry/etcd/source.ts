/** A service in etcd: read as a whole, and watched for when that is worth it. */
import type { Etcd3, Watcher } from 'etcd3'
import type { Reading, Source } from '../backend.ts'
import { readRecord } from '../instance.ts'
import type { Keys } from './keys.ts'
import type { Ring } from './ring.ts'

interface Stream {
  readonly member: Etcd3
  readonly watcher: Watcher
}

export class EtcdSource implements Source {
  readonly #service: string
  readonly #changed: () => void
  readonly #ring: Ring
  readonly #prefix: string
  readonly #epochKey: string
  #epoch: string | null = null
  #stream: Stream | null = null
  #isClosed = false

  constructor(service: string, changed: () => void, ring: Ring, keys: Keys) {
    this.#service = service
    this.#changed = changed
    this.#ring = ring
    this.#prefix = keys.service(service)
    this.#epochKey = keys.epoch
  }

  async read(limitMs: number): Promise<Reading> {
    try {
      return await this.#ring.ask(limitMs, async (member, limit) => {
        const { kvs } = await member.getAll().prefix(this.#prefix).options(limit).exec()
        // In this order: of data that was lost in between, nothing is missed that was not lost.
        const epoch = await member.get(this.#epochKey).options(limit).string()
        this.#watch(member, epoch)
        const instances = kvs.flatMap(({ key, value }) => {
          const part = key.toString().slice(this.#prefix.length)
          return readRecord(this.#service, part, value.toString()) ?? []
        })
        return { instances, epoch }
      })
    } catch (error) {
      this.#unwatch()
      throw error
    }
  }

  close(): void {
    this.#isClosed = true
    this.#unwatch()
  }

  /**
   * On a stream that is good for as long as this member answers. An etcd that has lost its data counts from 1 again, and a
   * stream that was opened before waits, without a word, until it has counted as far as that.
   */
  #watch(member: Etcd3, epoch: string | null): void {
    if (this.#isClosed) return
    const isGood = this.#stream?.member === member && this.#epoch === epoch
    this.#epoch = epoch
    if (isGood) return
    this.#unwatch()
    const watcher = member.watch().prefix(this.#prefix).watcher()
    const changed = () => {
      if (this.#stream?.watcher === watcher) this.#changed()
    }
    this.#stream = { member, watcher }
    // What happened between the reading and this moment was not told.
    watcher.on('connected', changed)
    watcher.on('data', ({ events }) => {
      if (events.length > 0) changed()
    })
    watcher.on('disconnected', changed)
    watcher.on('error', changed)
  }

  #unwatch(): void {
    const stream = this.#stream
    this.#stream = null
    stream?.watcher.cancel().catch(() => {})
  }
}
