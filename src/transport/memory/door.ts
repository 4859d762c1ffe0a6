/** A listening port of the memory network. */
import type { Codec } from '../framing.ts'
import type { Cause, Link, LinkOwner, ListenerOwner, Listening } from '../transport.ts'
import type { Door, Station, Unaccepted } from './world.ts'

/** @param port 0 for any that is free. */
export function openDoor(station: Station, port: number, codec: Codec, owner: ListenerOwner): Listening {
  const number = port === 0 ? station.freePort() : port
  return station.doors.has(number)
    ? refuseDoor(station, number, owner)
    : new MemoryDoor(station, number, codec, owner)
}

/** The port is somebody else's: there is nothing to close. */
function refuseDoor(station: Station, port: number, owner: ListenerOwner): Listening {
  station.post(() => {
    owner.failed({ kind: 'exhausted', by: 'us', detail: `${station.name}:${port} is in use` })
    owner.closed()
  })
  return { close: () => {} }
}

class MemoryDoor implements Door, Listening {
  readonly codec: Codec
  readonly #station: Station
  readonly #port: number
  readonly #owner: ListenerOwner
  readonly #unaccepted = new Set<Unaccepted>()
  #isOpen = true

  constructor(station: Station, port: number, codec: Codec, owner: ListenerOwner) {
    this.codec = codec
    this.#station = station
    this.#port = port
    this.#owner = owner
    station.doors.set(port, this)
    station.world.openListeners += 1
    station.post(() => {
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
    this.#shut(() => this.#owner.closed())
  }

  crash(cause: Cause): void {
    this.#shut(() => {
      this.#owner.failed(cause)
      this.#owner.closed()
    })
  }

  #shut(tell: () => void): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#station.doors.delete(this.#port)
    for (const end of [...this.#unaccepted]) end.turnAway()
    this.#station.post(() => {
      this.#station.world.openListeners -= 1
      tell()
    })
  }
}
