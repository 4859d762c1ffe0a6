/** A page that notes what it is told, without a server between. */
import { Viewer } from '../../../src/inspector/look/viewer.ts'
import type { ServerMessage } from '../../../src/inspector/wire.ts'

export class Watcher {
  readonly got: ServerMessage[] = []
  readonly viewer: Viewer
  /** Whether it reads; what it does not read is not taken by the system. */
  reads = true
  #waiting: (() => void)[] = []

  constructor() {
    this.viewer = new Viewer({
      send: (text) => {
        this.got.push(JSON.parse(text))
        return this.reads ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
      },
    })
  }

  /** It has read everything, and reads on. */
  read(): void {
    this.reads = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  of<Kind extends ServerMessage['t']>(kind: Kind): Extract<ServerMessage, { t: Kind }>[] {
    return this.got.filter((message): message is Extract<ServerMessage, { t: Kind }> => message.t === kind)
  }
}
