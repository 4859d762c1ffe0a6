/** The room without the bug that hardship finds: look here when you have found it yourself. */
import { Room } from './room.ts'

/**
 * What a member says again, because its answer was lost with the link, has arrived already. It is answered again, and nobody
 * is told twice.
 */
export class MendedRoom extends Room {
  readonly #latest = new Map<string, number>()

  override say(by: string, n: number, text: string): void {
    if (n > (this.#latest.get(by) ?? 0)) {
      this.#latest.set(by, n)
      this.tellAll(by, text)
    }
    this.answer(by, n)
  }
}
