/** First in, first out, without the copying of `Array.shift` and without memory kept for what has left. */

interface Node<T> {
  readonly value: T
  next: Node<T> | null
}

export class Fifo<T> {
  #head: Node<T> | null = null
  #tail: Node<T> | null = null

  get isEmpty(): boolean {
    return this.#head === null
  }

  get first(): T | null {
    return this.#head === null ? null : this.#head.value
  }

  push(value: T): void {
    const node = { value, next: null }
    if (this.#tail === null) this.#head = node
    else this.#tail.next = node
    this.#tail = node
  }

  /** Puts `value` before all others. */
  unshift(value: T): void {
    this.#head = { value, next: this.#head }
    this.#tail ??= this.#head
  }

  shift(): T | null {
    const head = this.#head
    if (head === null) return null
    this.#head = head.next
    if (this.#head === null) this.#tail = null
    return head.value
  }

  clear(): void {
    this.#head = null
    this.#tail = null
  }
}
