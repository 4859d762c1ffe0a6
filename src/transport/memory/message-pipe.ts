/**
 * One direction of a connection whose frames travel apart: each arrives when it arrives, once, twice or not at all.
 * Opening and closing are as a stream's; an orderly end waits for what was sent before it.
 */
import { type Data, Pipe, type Segment, STALL_MS } from './pipe.ts'
import type { Verdict } from './verdict.ts'

export class MessagePipe extends Pipe {
  /** What opens the connection this way has arrived: messages before it are for nobody. */
  #isOpen = false
  /** When the last of all messages sent so far is due. */
  #lastMessageDueAt = 0

  override consumed(bytes: number): void {
    this.#messages.delivered += 1
    super.consumed(bytes)
  }

  override unread(): void {
    this.#messages.dropped += 1
  }

  protected override arrived(segment: Segment): void {
    if (segment.kind === 'ack' || segment.kind === 'synack') this.#isOpen = true
    super.arrived(segment)
  }

  protected override fly(segment: Segment, delayMs: number, isCut: boolean): void {
    if (segment.kind === 'data') {
      this.#flyApart(segment, delayMs, isCut)
      return
    }
    if (segment.kind === 'fin') this.lastDueAt = Math.max(this.lastDueAt, this.#lastMessageDueAt)
    super.fly(segment, delayMs, isCut)
  }

  /** A message leaves whole, or waits: one that is longer than the window has it for itself. */
  protected override depart(message: Data): boolean {
    const { length } = message.bytes
    if (length > this.room && this.occupied > 0) return false
    this.held.shift()
    this.left(length)
    this.#messages.sent += 1
    if (this.road.court.isEmpty) this.#send(message, 0)
    else this.#judged(message)
    return true
  }

  get #messages() {
    return this.road.world.messages
  }

  #send(message: Data, delayMs: number): void {
    this.occupied += message.bytes.length
    this.sendNow(message, delayMs)
  }

  #judged(message: Data): void {
    const sentence = this.road.court.judge(message.bytes, 'messages')
    const { verdict, delayMs } = sentence
    if (verdict.kind === 'cut') this.cutBy(sentence)
    if (verdict.kind === 'reset') this.sender?.sever()
    if (verdict.kind === 'drop' || verdict.kind === 'reset') {
      this.#messages.dropped += 1
      return
    }
    const made = verdict.kind === 'corrupt' ? this.#corrupted(message) : message
    this.#send(made, delayMs + lateBy(verdict))
    if (verdict.kind !== 'duplicate') return
    this.#messages.duplicated += 1
    this.#send({ ...message, bytes: message.bytes.slice() }, delayMs)
  }

  #corrupted(message: Data): Data {
    const bytes = message.bytes.slice()
    const { random } = this.road.world
    const bit = Math.floor(random() * bytes.length * 8)
    const index = bit >> 3
    const byte = bytes[index]
    if (byte !== undefined) bytes[index] = byte ^ (1 << (bit & 7))
    return { ...message, bytes }
  }

  #flyApart(message: Data, delayMs: number, isCut: boolean): void {
    const { clock } = this.road.world
    const now = clock.now()
    const dueAt = Math.max(this.lastDueAt, now + this.road.travelMs() + delayMs)
    this.#lastMessageDueAt = Math.max(this.#lastMessageDueAt, dueAt)
    clock.after(dueAt - now, () => {
      if (clock.now() - dueAt > STALL_MS) clock.after(0, () => this.#land(message, isCut))
      else this.#land(message, isCut)
    })
  }

  #land(message: Data, isCut: boolean): void {
    if (!isCut && !this.road.isCut && this.#isOpen) {
      this.arrived(message)
      return
    }
    this.#messages.dropped += 1
    this.occupied -= message.bytes.length
    if (!this.held.isEmpty) this.road.from.post(() => this.goOn())
  }
}

function lateBy(verdict: Verdict): number {
  return verdict.kind === 'reorder' ? verdict.ms : 0
}
