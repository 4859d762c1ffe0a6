/** How long a value is as JSON, worked out without saying it: what is there twice is measured once. */

/** As deep as messages are taken. */
const DEEPEST = 2_000

/** @returns null for what JSON cannot say: circles, bigints, what is too deep, undefined itself. */
export function jsonBytes(value: unknown): number | null {
  if (value === undefined) return null
  try {
    const { bytes, height } = new Measure().of(value)
    return height > DEEPEST ? null : bytes
  } catch {
    return null
  }
}

interface Size {
  readonly bytes: number
  readonly height: number
}

const NULL: Size = { bytes: 4, height: 0 }

/** Without recursion: what is deep for it would be deep for this. */
class Measure {
  readonly #known = new Map<unknown, Size>()
  readonly #open = new Set<unknown>()

  /** @throws for what cannot be said. */
  of(whole: unknown): Size {
    const waiting = [whole]
    for (let next = waiting.at(-1); waiting.length > 0; next = waiting.at(-1)) {
      if (this.#isReady(next)) {
        this.#known.set(next, this.#known.get(next) ?? this.#size(next))
        this.#open.delete(next)
        waiting.pop()
      } else {
        this.#open.add(next)
        const below = partsOf(next)
        if (below.some((part) => this.#open.has(part))) throw new Error('a circle')
        for (const part of below) if (!this.#known.has(part)) waiting.push(part)
      }
    }
    return this.#sizeOf(whole)
  }

  /** Whether all that is in it is known, or there is nothing in it. */
  #isReady(value: unknown): boolean {
    return !isBox(value) || this.#known.has(value) || this.#open.has(value)
  }

  #sizeOf(value: unknown): Size {
    return this.#known.get(value) ?? NULL
  }

  #size(value: unknown): Size {
    if (!isBox(value)) return { bytes: said(value), height: 0 }
    return Array.isArray(value) ? this.#list(value) : this.#record(value)
  }

  #list(list: readonly unknown[]): Size {
    const parts = Object.values(list).map((part) => this.#sizeOf(part))
    const holes = list.length - parts.length
    return { bytes: 2 + sum(parts) + 4 * holes + Math.max(0, list.length - 1), height: 1 + highest(parts) }
  }

  #record(record: object): Size {
    const fields = Object.entries(record).filter(([, part]) => part !== undefined)
    const parts = fields.map(([, part]) => this.#sizeOf(part))
    const names = fields.reduce((bytes, [name]) => bytes + said(name) + 1, 0)
    return { bytes: 2 + names + sum(parts) + Math.max(0, parts.length - 1), height: 1 + highest(parts) }
  }
}

function isBox(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isPlainText(value)
}

/** All but those that say nothing, which lists say as null. */
function partsOf(value: unknown): unknown[] {
  return isBox(value) ? Object.values(value).filter((part) => part !== undefined) : []
}

/** What says itself, whatever is in it. */
function isPlainText(value: object): boolean {
  return value instanceof Date || value instanceof String
}

/** @throws TypeError for bigints. */
function said(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function sum(parts: readonly Size[]): number {
  return parts.reduce((bytes, part) => bytes + part.bytes, 0)
}

function highest(parts: readonly Size[]): number {
  return parts.reduce((height, part) => Math.max(height, part.height), 0)
}
