/** Holds a link to its contract, and keeps what it told. */
import type { Cause, LinkOwner } from '../../../src/transport/transport.ts'
import { must } from '../target.ts'

export class Watchful implements LinkOwner {
  readonly frames: Uint8Array[] = []
  cause: Cause | null = null
  isOpen = false
  isReleased = false
  #isBegun = false
  #hasHeard = false

  opened(): void {
    must(!this.isOpen && this.cause === null && !this.isReleased, 'opened twice, or after the end')
    this.isOpen = true
  }

  heard(): void {
    this.#mustLive('heard')
    this.#hasHeard = true
  }

  frame(data: Uint8Array): void {
    this.#mustLive('frame')
    must(this.#hasHeard, 'a frame before anything was heard')
    this.frames.push(data)
  }

  partial(begun: boolean): void {
    this.#mustLive('partial')
    must(begun || this.#isBegun, 'the end of a frame that had not begun')
    this.#isBegun = begun
  }

  pinged(): void {
    this.#mustLive('pinged')
  }

  ponged(): void {
    this.#mustLive('ponged')
  }

  ended(cause: Cause): void {
    must(this.cause === null && !this.isReleased, 'ended twice, or after it was released')
    this.cause = cause
  }

  released(): void {
    must(!this.isReleased, 'released twice')
    this.isReleased = true
  }

  drained(): void {}

  #mustLive(call: string): void {
    must(this.isOpen && this.cause === null && !this.isReleased, `${call} before it opened, or after the end`)
  }
}
