/** Numbers that belong together, told apart by attributes: one instrument. */
import type { Attributes } from '@opentelemetry/api'

export class Series {
  readonly #values = new Map<string, { readonly attributes: Attributes; value: number }>()

  add(value: number, attributes: Attributes = {}): void {
    const key = keyOf(attributes)
    const entry = this.#values.get(key)
    if (entry === undefined) this.#values.set(key, { attributes, value })
    else entry.value += value
  }

  set(value: number, attributes: Attributes = {}): void {
    this.#values.set(keyOf(attributes), { attributes, value })
  }

  /** Begins to count the present anew: what there is no more of is told as none, rather than left as it was. */
  reset(): void {
    for (const entry of this.#values.values()) entry.value = 0
  }

  tell(observe: (value: number, attributes: Attributes) => void): void {
    for (const { attributes, value } of this.#values.values()) observe(value, attributes)
  }
}

/** They are always put together in the same order. */
function keyOf(attributes: Attributes): string {
  return JSON.stringify(attributes)
}
