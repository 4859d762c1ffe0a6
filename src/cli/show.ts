/** Brings what happens to where it is shown, and lets peers wait while nobody takes it. */
import { type Connection, frameEvent, type Supervisor, systemClock } from '../index.ts'
import type { Outlet } from './outlet.ts'
import type { Format, Shown } from './shown.ts'

export interface Sink {
  readonly outlet: Outlet
  readonly format: Format
}

export class Show {
  readonly #supervisor: Supervisor
  readonly #sinks: readonly Sink[]
  #isHolding = false

  constructor(supervisor: Supervisor, sinks: readonly Sink[]) {
    this.#supervisor = supervisor
    this.#sinks = sinks
    for (const sink of sinks) {
      sink.outlet.onDrain = () => {
        tellLeftOut(sink)
        this.#balance()
      }
    }
    supervisor.feed$.subscribe((event) => this.event(event))
  }

  event(event: Shown): void {
    for (const { outlet, format } of this.#sinks) {
      const line = format(event)
      if (line !== null) outlet.line(line)
    }
    this.#balance()
  }

  /** Shows the business frames of a connection. */
  follow(connection: Connection): void {
    if (this.#isHolding) connection.pause()
    const peer = connection.accepted ? connection.peer : null
    const about = peer === null ? { id: connection.id } : { id: connection.id, peer }
    connection.frames$.subscribe((frame) => this.event(frameEvent(about, frame, systemClock)))
  }

  /** Lines that pile up here would take memory without end: so reading rests, and the peers feel it. */
  #balance(): void {
    const congested = this.#sinks.some(({ outlet }) => outlet.congested)
    if (congested === this.#isHolding) return
    this.#isHolding = congested
    for (const connection of this.#supervisor.connections) {
      if (congested) connection.pause()
      else connection.resume()
    }
  }
}

/** Whoever reads on learns that something is missing. */
function tellLeftOut({ outlet, format }: Sink): void {
  const lines = outlet.takeLeftOut()
  if (lines === 0) return
  const text = `lines left out while nobody read: ${lines}`
  const line = format({ v: 1, at: Math.round(systemClock.wall()), kind: 'note', text })
  if (line !== null) outlet.line(line)
}
