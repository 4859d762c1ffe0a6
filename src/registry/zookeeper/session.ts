/** A session of ZooKeeper's, and the ephemeral node that lives as long as it. */
import zookeeper, { type Stat } from 'node-zookeeper-client'
import type { Clock } from '../../clock/clock.ts'
import { Refused, type Session } from '../backend.ts'
import { recordOf } from '../instance.ts'
import type { Instance } from '../registry.ts'
import { Handle, isExpired, isNodeThere, isNoNode, type Place } from './handle.ts'
import type { Paths } from './paths.ts'

const { EPHEMERAL, PERSISTENT } = zookeeper.CreateMode

/** What a session is made of. */
export interface Making {
  readonly place: Place
  readonly paths: Paths
  readonly clock: Clock
  /** A name for the memory of a ZooKeeper that has none yet. */
  readonly newEpoch: () => string
}

export class ZooKeeperSession implements Session {
  readonly #making: Making
  readonly #instance: Instance
  readonly #path: string
  readonly #ttlMs: number
  readonly #gone: (detail: string) => void
  #handle: Handle | null = null
  #isEnding = false
  #opening: Promise<unknown> = Promise.resolve()

  constructor(instance: Instance, ttlMs: number, gone: (detail: string) => void, making: Making) {
    this.#making = making
    this.#instance = instance
    this.#path = making.paths.instance(instance)
    this.#ttlMs = Math.round(ttlMs)
    this.#gone = gone
  }

  open(limitMs: number): Promise<number> {
    const opened = this.#open(limitMs)
    this.#opening = opened.catch(() => {})
    return opened
  }

  async renew(limitMs: number): Promise<void> {
    if ((await this.#holder(limitMs)) === this.#handle?.session) return
    throw new Refused('gone', 'its node was deleted')
  }

  async end(limitMs: number): Promise<void> {
    this.#isEnding = true
    // What is being asked for may yet be given.
    await this.#opening
    const handle = this.#handle
    if (handle === null) return
    try {
      // As long as the session lives, nobody else can have it: what is ours now is ours when it is removed.
      if ((await this.#holder(limitMs)) === handle.session) {
        await handle.ask<[]>(limitMs, (client, done) => client.remove(this.#path, done))
      }
    } catch (error) {
      if (!(error instanceof Refused) && !isNoNode(error)) throw error
    }
    await handle.close(limitMs)
  }

  drop(): void {
    this.#isEnding = true
    this.#handle?.drop()
  }

  async #open(limitMs: number): Promise<number> {
    const handle = this.#handled()
    try {
      await this.#create(handle, limitMs)
    } catch (error) {
      if (!isNoNode(error)) throw error
      await this.#makeWay(handle, limitMs)
      await this.#create(handle, limitMs)
    }
    return handle.sessionMs
  }

  /** The present one; a new one only when its session is over. */
  #handled(): Handle {
    if (this.#handle?.isOver === false) return this.#handle
    this.#handle?.drop()
    const { place, clock } = this.#making
    const handle = new Handle(place, this.#ttlMs, clock, () => {
      if (this.#handle === handle) this.#gone('ZooKeeper let the session expire')
    })
    this.#handle = handle
    return handle
  }

  async #create(handle: Handle, limitMs: number): Promise<void> {
    if (this.#isEnding) throw new Error('it is being withdrawn')
    const record = Buffer.from(recordOf(this.#instance))
    try {
      await handle.ask<[string]>(limitMs, (client, done) =>
        client.create(this.#path, record, EPHEMERAL, done),
      )
    } catch (error) {
      if (!isNodeThere(error)) throw error
      // Of an earlier try, perhaps, whose answer never came.
      if ((await this.#holder(limitMs)) === handle.session) return
      throw new Refused('taken', `another session has the node ${this.#path}`)
    }
  }

  async #makeWay(handle: Handle, limitMs: number): Promise<void> {
    const { paths, newEpoch } = this.#making
    for (const path of paths.above(this.#instance)) {
      const data = Buffer.from(path === paths.root ? newEpoch() : '')
      try {
        await handle.ask<[string]>(limitMs, (client, done) => client.create(path, data, PERSISTENT, done))
      } catch (error) {
        if (!isNodeThere(error)) throw error
      }
    }
  }

  /** The session that the node belongs to; null where there is none. */
  async #holder(limitMs: number): Promise<string | null> {
    if (this.#handle === null) throw new Refused('gone', 'it has no session')
    try {
      const [stat] = await this.#handle.ask<[Stat | null]>(limitMs, (client, done) =>
        client.exists(this.#path, done),
      )
      return stat?.ephemeralOwner.toString('hex') ?? null
    } catch (error) {
      if (isExpired(error)) throw new Refused('gone', 'ZooKeeper let the session expire')
      throw error
    }
  }
}
