/** What is known of the devices: who they are, how they are, and what they measured last. */
import { type Connection, describeCause } from 'pulsetree'
import type { Identities } from 'pulsetree/identity'

export class Devices {
  readonly #table: Identities
  readonly #readings = new Map<string, number>()

  constructor(table: Identities) {
    this.#table = table
    // Whoever was dead for a minute is forgotten: by the table, and here.
    table.changes$.subscribe(({ identity: { identity, phase } }) => {
      if (phase === 'gone') this.#readings.delete(identity)
    })
  }

  /** Listens to what one says, for as long as it lives. */
  hear(device: Connection): void {
    device.frames$.subscribe(({ text }) => {
      const reading = /^reading (-?\d+(?:\.\d+)?)$/.exec(text)?.[1]
      if (device.identity !== null && reading !== undefined) {
        this.#readings.set(device.identity, Number(reading))
      }
    })
  }

  /** All of them as JSON can carry it. */
  list() {
    return [...this.#table].map((device) => ({
      ...device.toJSON(),
      why: device.cause && describeCause(device.cause),
      reading: this.#readings.get(device.identity) ?? null,
    }))
  }
}
