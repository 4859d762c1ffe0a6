/** Values of all kinds that can be cloned, made of bytes: one says which kind, the next ones what is in it. */

/** Reads the bytes that a value is made of. */
class Tape {
  readonly #bytes: Uint8Array
  #at = 0
  /** Objects made so far: a later one may hold them, or itself. */
  readonly made: unknown[] = []

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isOver(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    const byte = this.#bytes[this.#at] ?? 0
    this.#at += 1
    return byte
  }

  piece(): Uint8Array {
    const length = this.byte() % 40
    const piece = this.#bytes.slice(this.#at, this.#at + length)
    this.#at += length
    return piece
  }

  text(): string {
    return Buffer.from(this.piece()).toString('latin1')
  }

  /** Known to what is made inside of it. */
  known<T>(value: T): T {
    this.made.push(value)
    return value
  }
}

const DEEPEST = 12
const NAMES = ['a', 'b', '__proto__', 'toJSON', 'length', 'constructor', 'then', '']

type Maker = (tape: Tape, depth: number) => unknown

export const KINDS: readonly Maker[] = [
  (tape) => tape.text(),
  (tape) => tape.piece(),
  () => null,
  () => undefined,
  (tape) => tape.byte() - 128,
  (tape) => [Number.NaN, -0, Number.POSITIVE_INFINITY, 1e308, 0.1][tape.byte() % 5],
  (tape) => tape.byte() > 127,
  (tape) => BigInt(tape.byte()),
  (tape) => new Date(tape.byte() > 127 ? Number.NaN : tape.byte()),
  () => /a/g,
  (tape, depth) => tape.known(new Map([[made(tape, depth), made(tape, depth)]])),
  (tape, depth) => tape.known(new Set([made(tape, depth)])),
  (tape) => tape.piece().buffer,
  (tape) => new DataView(new ArrayBuffer(8), tape.byte() % 8),
  () => new Float64Array([0.5, 1]).subarray(1),
  (tape) => new Uint8Array(new SharedArrayBuffer(tape.byte() % 16)),
  (tape) => new Uint16Array(tape.piece()),
  (tape, depth) => {
    const list: unknown[] = tape.known([])
    for (let left = tape.byte() % 5; left > 0; left -= 1) list.push(made(tape, depth))
    return list
  },
  (tape, depth) => {
    const record: Record<string, unknown> = tape.known(tape.byte() > 127 ? {} : Object.create(null))
    for (let left = tape.byte() % 5; left > 0; left -= 1) {
      const name = NAMES[tape.byte() % NAMES.length] ?? ''
      Object.defineProperty(record, name, {
        value: made(tape, depth),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return record
  },
  (tape) => new RangeError(tape.text()),
  // Itself, or something before it: circles, and what is there twice.
  (tape) => tape.made[tape.byte() % Math.max(1, tape.made.length)],
  (tape) => {
    const list: unknown[] = []
    list.length = [0, 3, 300, 4_294_967_295][tape.byte() % 4] ?? 0
    return list
  },
  // Each level holds the one below twice: small to send, vast to say.
  (tape) => doubled('a', tape.byte() % 48),
  (tape) => nested(tape.byte() * 64),
  (tape) => Object(tape.text()),
]

function made(tape: Tape, depth: number): unknown {
  if (depth > DEEPEST) return null
  return KINDS[tape.byte() % KINDS.length]?.(tape, depth + 1)
}

/** All values that the bytes are good for, as far as `most`. */
export function valuesIn(bytes: Uint8Array, most: number): unknown[] {
  const tape = new Tape(bytes)
  const values: unknown[] = []
  while (!tape.isOver && values.length < most) values.push(made(tape, 0))
  return values
}

function doubled(value: unknown, times: number): unknown {
  let whole = value
  for (let level = 0; level < times; level += 1) whole = [whole, whole]
  return whole
}

function nested(levels: number): unknown {
  let whole: unknown = 0
  for (let level = 0; level < levels; level += 1) whole = [whole]
  return whole
}
