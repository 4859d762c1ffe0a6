/** A service in ZooKeeper: its children read one by one, and watched for when that is worth it. */
import type { Stat } from 'node-zookeeper-client'
import type { Reading, Source } from '../backend.ts'
import { readRecord } from '../instance.ts'
import type { Instance } from '../registry.ts'
import { type Handle, isNoNode } from './handle.ts'
import type { Paths } from './paths.ts'

export class ZooKeeperSource implements Source {
  readonly #service: string
  readonly #path: string
  readonly #root: string
  readonly #handled: () => Handle
  readonly #changed: () => void
  #isClosed = false

  /** @param handled the handle of the day. */
  constructor(service: string, changed: () => void, handled: () => Handle, paths: Paths) {
    this.#service = service
    this.#path = paths.service(service)
    this.#root = paths.root
    this.#handled = handled
    // One and the same, since the library keeps each watcher once.
    this.#changed = () => {
      if (!this.#isClosed) changed()
    }
  }

  async read(limitMs: number): Promise<Reading> {
    const handle = this.#handled()
    const children = (await this.#children(handle, limitMs)) ?? []
    const found = await Promise.all(children.map((child) => this.#instance(handle, child, limitMs)))
    // In this order: of data that was lost in between, nothing is missed that was not lost.
    const epoch = await this.#epoch(handle, limitMs)
    return { instances: found.flatMap((instance) => instance ?? []), epoch }
  }

  close(): void {
    this.#isClosed = true
  }

  /** Their names; null where nobody has registered yet, of which we are told then. */
  async #children(handle: Handle, limitMs: number): Promise<readonly string[] | null> {
    const list = () =>
      handle.ask<[string[], Stat]>(limitMs, (client, done) =>
        client.getChildren(this.#path, this.#changed, done),
      )
    const listed = await list().catch(nullIfNoNode)
    if (listed !== null) return listed[0]
    const [stat] = await handle.ask<[Stat | null]>(limitMs, (client, done) =>
      client.exists(this.#path, this.#changed, done),
    )
    return stat === null ? null : ((await list().catch(nullIfNoNode))?.[0] ?? null)
  }

  async #instance(handle: Handle, child: string, limitMs: number): Promise<Instance | null> {
    const read = await dataOf(handle, `${this.#path}/${child}`, limitMs)
    return read === null ? null : readRecord(this.#service, child, read.data)
  }

  /** Its name, and when it was made: a prefix that was there before us has no name of ours. */
  async #epoch(handle: Handle, limitMs: number): Promise<string | null> {
    const read = await dataOf(handle, this.#root, limitMs)
    return read === null ? null : `${read.data}@${read.stat.czxid.toString('hex')}`
  }
}

async function dataOf(
  handle: Handle,
  path: string,
  limitMs: number,
): Promise<{ readonly data: string; readonly stat: Stat } | null> {
  const read = await handle
    .ask<[Buffer | undefined, Stat]>(limitMs, (client, done) => client.getData(path, done))
    .catch(nullIfNoNode)
  return read === null ? null : { data: read[0]?.toString() ?? '', stat: read[1] }
}

function nullIfNoNode(error: unknown): null {
  if (isNoNode(error)) return null
  throw error
}
