/** A real ZooKeeper and handles to it; and one that accepts and says nothing. */
import { createServer, type Socket } from 'node:net'
import { beforeAll } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { Handle } from '../../../src/registry/zookeeper/handle.ts'
import { pathsOf } from '../../../src/registry/zookeeper/paths.ts'
import type { Making } from '../../../src/registry/zookeeper/session.ts'
import { ZOOKEEPER } from '../support/programs.ts'
import { ServerProcess } from '../support/server-process.ts'

/** Long enough for a loaded machine. */
export const LIMIT_MS = 10_000

export interface Scene {
  server: ServerProcess
  making: Making
  /** A session beside ours, which knows nothing of registries. */
  plain: Handle
}

/** One for a whole suite: filled before its first test. */
export function zooKeeperScene(): Scene {
  const scene = {} as Scene
  beforeAll(async () => {
    scene.server = await ServerProcess.start(ZOOKEEPER)
    const place = { servers: `127.0.0.1:${scene.server.port}`, digest: null }
    scene.making = { place, paths: pathsOf('/a/test'), clock: systemClock, newEpoch: () => 'one' }
    scene.plain = new Handle(place, 10_000, systemClock, () => {})
    return async () => {
      scene.plain.drop()
      await scene.server.close()
    }
  }, 60_000)
  return scene
}

/** Listens, and reads what comes without a word. */
export class Mute {
  readonly sockets: Socket[] = []
  readonly #server = createServer((socket) => {
    this.sockets.push(socket.resume().on('error', () => {}))
    this.#wake()
  })
  #wake: () => void = () => {}

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve)
    })
    const address = this.#server.address()
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  }

  /** The `nth` connection, from 1. */
  async connection(nth: number): Promise<Socket> {
    for (;;) {
      const socket = this.sockets[nth - 1]
      if (socket !== undefined) return socket
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.#server.close()
    for (const socket of this.sockets) socket.destroy()
  }
}

export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve()
    else socket.once('close', () => resolve())
  })
}
