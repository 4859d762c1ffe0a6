/** A session whose answers a test gives by hand. */
import type { Session } from '../../../src/registry/backend.ts'

export class ScriptedSession implements Session {
  /** What was asked of it, in order. */
  readonly asked: string[] = []
  /** What it answers, each time it is asked: what it returns, or an error; null is silence. */
  answers: Record<'open' | 'renew' | 'end', number | Error | null> = { open: 1_200, renew: 0, end: 0 }
  isDropped = false

  open(): Promise<number> {
    return this.#answer('open')
  }

  async renew(): Promise<void> {
    await this.#answer('renew')
  }

  async end(): Promise<void> {
    await this.#answer('end')
  }

  drop(): void {
    this.isDropped = true
  }

  #answer(what: 'open' | 'renew' | 'end'): Promise<number> {
    this.asked.push(what)
    const answer = this.answers[what]
    if (answer === null) return new Promise(() => {})
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
}
