/** One direction of a relayed connection: what was read and is not written on yet, and the road's conditions upon it. */
import type { Socket } from 'node:net'
import type { Timer } from '../../clock/clock.ts'
import { Fifo } from '../../transport/memory/fifo.ts'
import type { Judgement, Line, Road, Surroundings, Waiting } from './road.ts'

interface Bytes {
  readonly kind: 'bytes'
  readonly bytes: Uint8Array
  readonly dueAt: number
  /** When a narrow road has carried it; null where that has not begun. */
  readonly carriedAt: number | null
}

type Piece = Bytes | { readonly kind: 'fin' | 'rst'; readonly dueAt: number }

export class Lane implements Waiting {
  /** How many hardships cut this connection alone. */
  cuts = 0
  readonly #road: Road
  /** How fast the receiving process reads this connection. */
  readonly #reader: Line
  readonly #source: Socket
  readonly #around: Surroundings
  readonly #pieces = new Fifo<Piece>()
  /** Those who said that nothing more arrives; it holds until they are gone. */
  readonly #cutBy = new Set<Judgement>()
  #sink: Socket | null = null
  #heldBytes = 0
  #lastDueAt = 0
  #isOver = false
  #timer: Timer | null = null

  constructor(road: Road, reader: Line, source: Socket, around: Surroundings) {
    this.#road = road
    this.#reader = reader
    this.#source = source
    this.#around = around
    road.waiting.add(this)
  }

  get road(): Road {
    return this.#road
  }

  /** Where it leads: known once the far side has been dialled. */
  leadTo(sink: Socket): void {
    this.#sink = sink
    sink.on('drain', () => this.pump())
    this.pump()
  }

  /** @returns `reset` when the connection is reset in its place. */
  take(bytes: Uint8Array): 'reset' | 'taken' {
    if (this.#isOver) return 'taken'
    const judgement = this.#road.judge(this.#around.random)
    const verdict = judgement?.verdict
    if (verdict?.kind === 'reset') return 'reset'
    if (judgement !== null && verdict?.kind === 'cut') this.#cutBy.add(judgement)
    const dueAt = this.#dueAt(verdict?.kind === 'delay' ? verdict.ms : 0)
    this.#heldBytes += bytes.length
    this.#pieces.push({ kind: 'bytes', bytes, dueAt, carriedAt: null })
    if (this.#heldBytes >= this.#around.windowBytes) this.#source.pause()
    this.pump()
    return 'taken'
  }

  /** The sender has ended, in order or not. */
  end(kind: 'fin' | 'rst'): void {
    if (this.#isOver) return
    this.#pieces.push({ kind, dueAt: this.#dueAt(0) })
    this.pump()
  }

  /** Forgets what is held; nothing comes of it any more. */
  close(): void {
    this.#isOver = true
    this.#pieces.clear()
    this.#timer?.cancel()
    this.#road.waiting.delete(this)
  }

  /** Writes on what may go on now. */
  pump(): void {
    this.#timer?.cancel()
    this.#timer = null
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const sink = this.#sink
      if (sink === null || sink.writableNeedDrain || this.#isCut) return
      const now = this.#around.clock.now()
      const goesAt = this.#goesAt(next)
      if (goesAt > now) {
        this.#waitUntil(goesAt, now)
        return
      }
      this.#pieces.shift()
      if (next.kind === 'bytes') this.#write(sink, next, now)
      else if (next.kind === 'fin') sink.end()
      else sink.resetAndDestroy()
    }
  }

  get #isCut(): boolean {
    for (const judgement of this.#cutBy) {
      if (!this.#road.judgements.has(judgement)) this.#cutBy.delete(judgement)
    }
    return this.cuts > 0 || this.#road.cuts > 0 || this.#cutBy.size > 0
  }

  /** The first piece; on a narrow road, as much of it as that carries at once, which begins now if the road is free. */
  #next(): Piece | null {
    const { first } = this.#pieces
    const { line } = this.#road
    if (first?.kind !== 'bytes' || first.carriedAt !== null || line.isWide || this.#isCut) return first
    const now = this.#around.clock.now()
    if (line.freeAt > now || first.dueAt > now) return first
    const piece = this.#split(first, line.pieceBytes)
    line.carry(piece.bytes.length, now)
    this.#pieces.unshift({ ...piece, carriedAt: line.freeAt })
    return this.#pieces.first
  }

  #goesAt(piece: Piece): number {
    if (piece.kind !== 'bytes') return piece.dueAt
    const { line } = this.#road
    const carriedAt = line.isWide ? 0 : (piece.carriedAt ?? line.freeAt)
    return Math.max(piece.dueAt, carriedAt, this.#reader.freeAt)
  }

  /** For ever, where nothing is read at all: whoever cures that says so. */
  #waitUntil(at: number, now: number): void {
    if (at < Number.POSITIVE_INFINITY) this.#timer = this.#around.clock.after(at - now, () => this.pump())
  }

  #write(sink: Socket, piece: Bytes, now: number): void {
    this.#pieces.unshift(piece)
    const { bytes } = this.#split(piece, this.#reader.pieceBytes)
    this.#reader.carry(bytes.length, now)
    this.#heldBytes -= bytes.length
    sink.write(bytes)
    if (this.#heldBytes < this.#around.windowBytes && this.#source.isPaused()) this.#source.resume()
  }

  /** Takes the first `most` bytes off the first piece. */
  #split(first: Bytes, most: number): Bytes {
    this.#pieces.shift()
    if (first.bytes.length <= most) return first
    this.#pieces.unshift({ ...first, bytes: first.bytes.subarray(most) })
    return { ...first, bytes: first.bytes.subarray(0, most) }
  }

  /** Never before what went ahead. */
  #dueAt(extraMs: number): number {
    const { clock, random } = this.#around
    this.#lastDueAt = Math.max(this.#lastDueAt, clock.now() + this.#road.travelMs(random) + extraMs)
    return this.#lastDueAt
  }
}
