/**
 * Where does a JSON value end? A state machine over bytes that looks at each byte once, wherever chunks are cut.
 * It knows brackets, strings and escapes only: whether what lies between them is JSON is for the parser to say.
 */
import { FramingError } from './codec.ts'

/** How deep arrays and objects may nest. No honest message comes near it, and code that walks values recursively survives it. */
export const DEEPEST_JSON_NESTING = 512

/** What the byte before was part of. `bare`: a number, `true`, `false` or `null`, which have no ending of their own. */
type Inside = 'gap' | 'bare' | 'brackets' | 'string' | 'escape'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** The bytes that numbers, `true`, `false` and `null` begin with, and those they are made of. */
const BARE_FIRST = bytesIn('-0123456789tfn')
const BARE = bytesIn('-0123456789+.eEtrufalsn')

export class JsonScanner {
  #inside: Inside = 'gap'
  /** The closing brackets still to come, the next one last. */
  readonly #closers: number[] = []

  /** Between values: nothing has begun. */
  get between(): boolean {
    return this.#inside === 'gap'
  }

  /** In a value that only what comes after it ends. */
  get inBare(): boolean {
    return this.#inside === 'bare'
  }

  /**
   * Reads on from `from`; between values that must be the first byte of one.
   * @returns the index after the value's last byte (`from` itself when the value had ended there), or -1 when it goes on
   * past this chunk.
   * @throws FramingError at a byte that no JSON value can have there.
   */
  scan(chunk: Uint8Array, from: number): number {
    let at = from
    if (this.#inside === 'gap') {
      this.#begin(chunk[at] ?? 0)
      at += 1
    }
    while (at < chunk.length) {
      if (this.#inside === 'brackets') at = this.#inBrackets(chunk, at)
      else if (this.#inside === 'bare') return this.#inBareValue(chunk, at)
      else at = this.#inString(chunk, at)
      if (this.#inside === 'gap') return at
    }
    return -1
  }

  #begin(byte: number): void {
    if (byte === QUOTE) this.#inside = 'string'
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte)
    else if (BARE_FIRST.has(byte)) this.#inside = 'bare'
    else throw unexpected(byte, 'where a JSON value begins')
  }

  #open(bracket: number): void {
    if (this.#closers.length === DEEPEST_JSON_NESTING) {
      throw new FramingError(`JSON nested deeper than ${DEEPEST_JSON_NESTING}`)
    }
    this.#closers.push(bracket === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY)
    this.#inside = 'brackets'
  }

  /** Reads to the next string, or to the end of the value. */
  #inBrackets(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (byte === QUOTE) {
        this.#inside = 'string'
        return at + 1
      }
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#open(byte)
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (this.#closers.pop() !== byte) throw unexpected(byte, 'where another bracket closes')
        if (this.#closers.length > 0) continue
        this.#inside = 'gap'
        return at + 1
      }
    }
    return chunk.length
  }

  /** Reads to the end of the string, which is the end of the value when no bracket is open. */
  #inString(chunk: Uint8Array, from: number): number {
    let escaped = this.#inside === 'escape'
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]
      if (escaped) {
        escaped = false
      } else if (byte === BACKSLASH) {
        escaped = true
      } else if (byte === QUOTE) {
        this.#inside = this.#closers.length > 0 ? 'brackets' : 'gap'
        return at + 1
      }
    }
    this.#inside = escaped ? 'escape' : 'string'
    return chunk.length
  }

  /** Reads to the first byte that cannot belong to the number or word. */
  #inBareValue(chunk: Uint8Array, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (isSpace(byte) || byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#inside = 'gap'
        return at
      }
      if (!BARE.has(byte)) throw unexpected(byte, 'in a number or a word')
    }
    return -1
  }
}

/** JSON's whitespace: space, tab, newline, carriage return. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function bytesIn(text: string): ReadonlySet<number> {
  return new Set(new TextEncoder().encode(text))
}

function unexpected(byte: number, where: string): FramingError {
  const printable = byte > 0x20 && byte < 0x7f
  const shown = printable ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, '0')}`
  return new FramingError(`${shown} ${where}`)
}
