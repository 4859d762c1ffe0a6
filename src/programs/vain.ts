/** Counts restarts in vain: after so many in a row another program takes the place. Pure. */
import { checkOptions, hookOption, integerOption, millisOption } from '../machines/check.ts'
import type { Connection } from '../supervisor/handle.ts'
import type { ReplaceOptions } from '../supervisor/program.ts'
import { type Cause, OptionError } from '../transport/transport.ts'

const NAME = 'replace'

export class Vain<Handle extends Connection> {
  readonly #options: Required<ReplaceOptions<Handle>>
  #causes: readonly Cause[] = []

  /** @throws OptionError naming the option that cannot be used. */
  constructor(options: ReplaceOptions<Handle>) {
    checkOptions(NAME, options, ['after', 'stableMs', 'with'])
    if (hookOption(`${NAME}.with`, options.with) === undefined) {
      throw new OptionError(`${NAME}.with`, 'expected a function that says what to run from now on')
    }
    this.#options = {
      after: integerOption(`${NAME}.after`, options.after, 0, 1_000),
      stableMs: millisOption(`${NAME}.stableMs`, options.stableMs ?? 5_000, 1),
      with: (handle, causes) => options.with(handle, causes),
    }
  }

  /** What is longer than this is a life. */
  get stableMs(): number {
    return this.#options.stableMs
  }

  /** A life has failed after so much attention: the first one of a row, or, soon after its restart, one more of it. */
  failed(cause: Cause, livedMs: number): void {
    const before = livedMs < this.#options.stableMs ? this.#causes : []
    this.#causes = [...before, cause].slice(-this.#options.after - 1)
  }

  /** It did what it was there for. */
  finished(): void {
    this.#causes = []
  }

  /** What to run instead, where it is time for that; `restarts` were in vain. */
  instead(
    handle: Handle,
  ): { readonly program: ReturnType<ReplaceOptions<Handle>['with']>; readonly restarts: number } | null {
    const { after } = this.#options
    if (this.#causes.length <= after) return null
    const program = this.#options.with(handle, this.#causes)
    this.#causes = []
    return { program, restarts: after }
  }
}
