/** Who looks at whose frames. One tap serves all pages that look at the same connection. */
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Viewer } from '../look/viewer.ts'
import type { FramePlan } from '../options.ts'
import { FrameTap } from './frame-tap.ts'

export class FrameTaps {
  readonly #supervisor: Supervisor
  readonly #plan: FramePlan | null
  readonly #passed: () => void
  readonly #taps = new Map<string, FrameTap>()
  readonly #wanted = new Map<Viewer, string>()

  /**
   * @param plan null: nobody may look at any.
   * @param passed called with each frame that is looked at.
   */
  constructor(supervisor: Supervisor, plan: FramePlan | null, passed: () => void) {
    this.#supervisor = supervisor
    this.#plan = plan
    this.#passed = passed
  }

  /** Whose frames a page wants from now on; null: nobody's. */
  want(viewer: Viewer, id: string | null): void {
    if (this.#plan === null) return
    if (id === null) this.#wanted.delete(viewer)
    else this.#wanted.set(viewer, id)
    const ids = new Set(this.#wanted.values())
    for (const [looked, tap] of this.#taps) {
      if (ids.has(looked)) continue
      tap.leave()
      this.#taps.delete(looked)
    }
    if (id !== null && !this.#taps.has(id)) {
      this.#taps.set(id, new FrameTap(id, this.#supervisor, this.#plan, this.#passed))
    }
  }

  /** Something happened to this one. */
  refresh(id: string): void {
    this.#taps.get(id)?.refresh()
  }

  /** Tells pages what went by. */
  flush(): void {
    for (const [id, tap] of this.#taps) {
      const taken = tap.take()
      if (taken === null) continue
      const text = JSON.stringify({ t: 'frames', id, ...taken })
      for (const [viewer, wanted] of this.#wanted) {
        // Of somebody who does not read, what went by meanwhile is not worth keeping.
        if (wanted === id && !viewer.isFull) viewer.tell(text)
      }
    }
  }
}
