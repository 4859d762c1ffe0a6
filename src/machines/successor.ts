/**
 * A link that is dialled beside the one there is: it goes through its whole handshake as any link of the connection, and
 * carries no sends before it is proven. What becomes of it is the rotator's to hear.
 */
import type { Timer } from '../clock/clock.ts'
import type { Transport } from '../transport/transport.ts'
import { type Cause, timeoutCause } from '../transport/transport.ts'
import type { ConnectionEvent } from './events.ts'
import type { Plan } from './options.ts'
import type { RotationHost } from './rotating.ts'
import { Session } from './session.ts'
import type { Chart, SessionOwner } from './session-owner.ts'

/** When a new link has shown that it works. */
export interface Proof {
  /** From its opening on. */
  readonly withinMs: number
  /** Whether one on which nothing was heard by then takes over all the same. */
  readonly takesUnheard: boolean
}

/** Who waits for it. */
export interface SuccessorOwner {
  /** Proven: it may take over, if there is a link to take over from. */
  proven(successor: Successor): void
  /** It would not open, was not proven in time, or ended before it took over. */
  failed(successor: Successor, cause: Cause): void
  /** Nothing is left of it. */
  released(successor: Successor): void
}

const SILENT: Cause = { kind: 'silent', by: 'peer' }

export class Successor extends Session {
  /** Whether it may take over. */
  isReady = false
  readonly #fate: Fate

  constructor(plan: Plan, transport: Transport, host: RotationHost, proof: Proof, owner: SuccessorOwner) {
    const fate = new Fate(host, proof, owner)
    super(plan, host.world, transport, fate)
    this.#fate = fate
    this.attach(fate)
    fate.await(this)
  }

  /** @param generation that of its link. */
  begin(generation: number): void {
    this.generation = generation
    this.open()
  }

  /** It is not wanted any more. */
  drop(cause: Cause): void {
    this.#fate.drop(cause)
  }

  /** It has taken over, or the chart has it in its hands: what was meant for the chart and came too early is told. */
  handOver(): ConnectionEvent[] {
    return this.#fate.handOver()
  }

  override heard(): void {
    super.heard()
    this.#fate.heard()
  }
}

/** In place of the chart and of the connection, until it takes over. */
class Fate implements Chart, SessionOwner {
  readonly #host: RotationHost
  readonly #proof: Proof
  readonly #owner: SuccessorOwner
  #successor: Successor | null = null
  #timer: Timer | null = null
  #isOpen = false
  #isSuspect = false
  #isStable = false
  #isOver = false

  constructor(host: RotationHost, proof: Proof, owner: SuccessorOwner) {
    this.#host = host
    this.#proof = proof
    this.#owner = owner
  }

  await(successor: Successor): void {
    this.#successor = successor
  }

  drop(cause: Cause): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#timer?.cancel()
    this.#successor?.letGo(cause)
  }

  handOver(): ConnectionEvent[] {
    this.#timer?.cancel()
    this.#successor = null
    return [
      ...(this.#isSuspect ? [{ type: 'peer.silent' } as const] : []),
      ...(this.#isStable ? [{ type: 'link.stabilised' } as const] : []),
    ]
  }

  heard(): void {
    if (this.#isOpen) this.#prove()
  }

  // — as the chart —

  send(event: ConnectionEvent): void {
    switch (event.type) {
      case 'link.opened':
        return this.#opened()
      case 'link.ended':
      case 'hook.crashed':
        return this.#fail(event.cause)
      case 'deadline.passed':
        return this.#isOver ? this.#successor?.destroy() : this.#fail(timeoutCause(event.of))
      case 'peer.lost':
        return this.#fail(SILENT)
      case 'peer.silent':
      case 'peer.heard':
        this.#isSuspect = event.type === 'peer.silent'
        return
      case 'link.stabilised':
        this.#isStable = true
        return
      case 'link.released':
        return this.#released()
    }
  }

  // — as the connection —

  phaseChanged(): void {}
  retryScheduled(): void {}
  rotationHinted(): void {}
  gone(): void {}

  framesDropped(frames: number, why: string): void {
    this.#host.framesDropped(frames, why)
  }

  staleChanged(): void {}

  #opened(): void {
    const successor = this.#successor
    if (successor === null) return
    this.#isOpen = true
    if (successor.isProven) return this.#prove()
    // Whoever answers beats need not wait for the first one that is due.
    successor.probe()
    this.#timer = this.#host.world.clock.after(this.#proof.withinMs, () => {
      if (this.#proof.takesUnheard) this.#prove()
      else this.#fail(SILENT)
    })
  }

  #prove(): void {
    const successor = this.#successor
    if (successor === null || successor.isReady || this.#isOver) return
    this.#timer?.cancel()
    successor.isReady = true
    this.#owner.proven(successor)
  }

  #fail(cause: Cause): void {
    const successor = this.#successor
    if (successor === null || this.#isOver) return
    this.#isOver = true
    this.#timer?.cancel()
    this.#owner.failed(successor, cause)
    successor.letGo(cause)
  }

  #released(): void {
    const successor = this.#successor
    this.#successor = null
    if (successor === null) return
    successor.finish()
    this.#owner.released(successor)
  }
}
