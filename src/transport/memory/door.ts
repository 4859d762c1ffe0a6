/** A listening port of the memory network. */
import type { Link, LinkOwner, ListenerOwner, Listening } from '../transport.ts'
import type { Form } from './form.ts'
import type { Door, Unaccepted } from './parts.ts'
import type { Station } from './world.ts'

/** @param port 0 for any that is free. */
export function openDoor(station: Station, port: number, form: Form, owner: ListenerOwner): Listening {
  const number = port === 0 ? station.freePort() : port
  return station.doors.has(number)
    ? refuseDoor(station, number, owner)
    : new MemoryDoor(station, number, form, owner)
}

/** The port is somebody else's: there is nothing to close. */
function refuseDoor(station: Station, port: number, owner: ListenerOwner): Listening {
  station.postToThisLife(() => {
    owner.failed({ kind: 'exhausted', by: 'us', detail: `${station.name}:${port} is in use` })
    owner.closed()
  })
  return { close: () => {} }
}

class MemoryDoor implements Door, Listening {
  readonly form: Form
  readonly #station: Station
  readonly #port: number
  readonly #owner: ListenerOwner
  readonly #unaccepted = new Set<Unaccepted>()
  #isOpen = true

  constructor(station: Station, port: number, form: Form, owner: ListenerOwner) {
    this.form = form
    this.#station = station
    this.#port = port
    this.#owner = owner
    station.doors.set(port, this)
    station.world.openListeners += 1
    station.postToThisLife(() => {
      if (this.#isOpen) owner.listening(`memory://${station.name}:${port}`)
    })
  }

  admit(end: Unaccepted): void {
    this.#unaccepted.add(end)
  }

  forget(end: Unaccepted): void {
    this.#unaccepted.delete(end)
  }

  accept(end: Link & Unaccepted): LinkOwner | null {
    this.#unaccepted.delete(end)
    return this.#owner.accepted({ peer: end.peer, link: end })
  }

  close(): void {
    if (!this.#isOpen) return
    this.#shut()
    const { world } = this.#station
    this.#station.post(() => {
      world.openListeners -= 1
    })
    this.#station.postToThisLife(() => this.#owner.closed())
  }

  /** Nobody is told: whoever listened is dead. */
  crash(): void {
    this.#shut()
    this.#station.world.openListeners -= 1
  }

  #shut(): void {
    this.#isOpen = false
    this.#station.doors.delete(this.#port)
    for (const end of [...this.#unaccepted]) end.turnAway()
  }
}
