/** What became of one suite that met one planted bug. */
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'

export type Verdict =
  /** All tests passed. */
  | { readonly kind: 'survived'; readonly ms: number; readonly tests: number }
  /** A test saw that something is wrong; `ms` from the start of the first test file. */
  | { readonly kind: 'caught'; readonly ms: number; readonly by: string; readonly why: string }
  /** It came to no end: a deadline, or a worker that died of it. */
  | { readonly kind: 'hang'; readonly ms: number; readonly by: string; readonly why: string }
  /** No test ran into it: the source does not compile, cannot be imported, or calls what is not there. */
  | { readonly kind: 'broken'; readonly ms: number; readonly by: string; readonly why: string }

/** What vitest tells of an error. */
type Told = Pick<SerializedError, 'message'> & {
  readonly name?: string | undefined
  readonly cause?: unknown
}

/** A test that looks at the wrong thing throws this, not what a typing error throws. */
const HONEST = new Set(['AssertionError', 'Error'])
const HANGS = /timed out in \d+ ?ms|worker .*(exited|terminated|crashed)|out of memory/i

/** How a failure is to be taken: as an assertion that did not hold, as a hang, or as a mutant that cannot run at all. */
export function kindOf(error: Told): 'caught' | 'hang' | 'broken' {
  if (HANGS.test(error.message)) return 'hang'
  const names: string[] = []
  for (let at: unknown = error; isTold(at); at = at.cause) names.push(at.name ?? 'Error')
  return names.every((name) => HONEST.has(name)) ? 'caught' : 'broken'
}

/** Listens to one run of vitest. */
export class Watcher implements Reporter {
  #began = performance.now()
  #tests = 0
  #first: Verdict | null = null

  onTestRunStart(): void {
    this.#began = performance.now()
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result()
    if (result.state === 'passed') this.#tests += 1
    if (result.state === 'failed') this.#note(test.fullName, result.errors)
  }

  onTestModuleEnd(module: TestModule): void {
    if (module.errors().length > 0) this.#note(module.relativeModuleId, module.errors(), 'broken')
  }

  onTestRunEnd(_: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    if (unhandled.length > 0) this.#note('outside of any test', unhandled)
  }

  get verdict(): Verdict {
    return this.#first ?? { kind: 'survived', ms: this.#ms, tests: this.#tests }
  }

  get #ms(): number {
    return Math.round(performance.now() - this.#began)
  }

  /** The first failure counts: what follows may follow from it. */
  #note(by: string, errors: readonly Told[], least: 'caught' | 'broken' = 'caught'): void {
    const [error] = errors
    if (error === undefined || this.#first !== null) return
    const kind = kindOf(error)
    const why = error.message.split('\n', 1)[0] ?? ''
    this.#first = { kind: kind === 'caught' ? least : kind, ms: this.#ms, by, why }
  }
}

function isTold(error: unknown): error is Told {
  return typeof error === 'object' && error !== null && 'message' in error
}
