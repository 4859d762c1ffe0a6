/** What is said in a room, and who hears it. Knows no sockets. */

/** What members are told. */
export interface Said {
  /** Numbers count up from 1, without gaps. */
  readonly seq: number
  readonly by: string
  readonly text: string
}

/** What a member sends. */
export type Request =
  /** The first on each link: who it is, and the last number it has heard. */
  | { readonly join: string; readonly since: number }
  /** `n` counts up from 1 for each member. */
  | { readonly say: string; readonly n: number }

/** What the room answers. */
export type Answer = Said | { readonly ack: number }

export class Room {
  readonly #said: Said[] = []
  readonly #ears = new Map<string, (answer: Answer) => void>()

  /** `tell` takes the place of the member's older link; it is told everything after `since`, and then whatever comes. */
  join(name: string, since: number, tell: (answer: Answer) => void): void {
    this.#ears.set(name, tell)
    for (const said of this.#said.slice(since)) tell(said)
  }

  leave(name: string, tell: (answer: Answer) => void): void {
    if (this.#ears.get(name) === tell) this.#ears.delete(name)
  }

  /** Somebody said something; that it has arrived is answered. */
  say(by: string, n: number, text: string): void {
    this.tellAll(by, text)
    this.answer(by, n)
  }

  /** Everybody is told, whoever said it too. */
  protected tellAll(by: string, text: string): void {
    const said = { seq: this.#said.length + 1, by, text }
    this.#said.push(said)
    for (const tell of this.#ears.values()) tell(said)
  }

  protected answer(by: string, n: number): void {
    this.#ears.get(by)?.({ ack: n })
  }
}
