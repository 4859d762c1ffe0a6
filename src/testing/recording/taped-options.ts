/** Options of connections whose hooks and rules a tape hears of. The same ones for the same, so that plans stay shared. */
import type { AcceptOptions, ConnectOptions } from '../../machines/options.ts'
import type { Cut } from '../../transport/transport.ts'
import type { FrameSorts } from './frame-sorts.ts'
import type { Tape } from './tape.ts'

type Told = ConnectOptions & AcceptOptions

export class TapedOptions {
  readonly #tape: Tape
  readonly #sorts: FrameSorts
  readonly #known = new WeakMap<object, unknown>()

  constructor(tape: Tape, sorts: FrameSorts) {
    this.#tape = tape
    this.#sorts = sorts
  }

  /** @param options what is no option goes on as it is, to be refused at the door. */
  of<Options extends Told>(options: Options, carrier: { readonly cut: Cut }): Options {
    const { heartbeat, onOpen, authorise, retry } = options
    const told: Options = { ...options }
    if (typeof heartbeat === 'object' && heartbeat !== null && heartbeat.protocol !== undefined) {
      Object.assign(told, {
        heartbeat: { ...heartbeat, protocol: this.#sorts.protocol(heartbeat.protocol, carrier) },
      })
    }
    if (typeof onOpen === 'function')
      Object.assign(told, { onOpen: this.#once(onOpen, () => this.#hook(onOpen)) })
    if (typeof authorise === 'function') {
      Object.assign(told, { authorise: this.#once(authorise, () => this.#hook(authorise)) })
    }
    if (typeof retry === 'function')
      Object.assign(told, { retry: this.#once(retry, () => this.#policy(retry)) })
    return told
  }

  /** What follows the answer of a hook is an event of its own, unless it answers at once. */
  #hook<About, Answer>(
    hook: (about: About) => Promise<Answer> | Answer,
  ): (about: About) => Promise<Answer> | Answer {
    return (about) => {
      const answer = hook(about)
      return answer instanceof Promise ? answer.finally(() => this.#tape.begin()) : answer
    }
  }

  #policy(retry: NonNullable<ConnectOptions['retry']>): NonNullable<ConnectOptions['retry']> {
    return (cause, failedAttempts) => {
      // Unless it answers at all, it has thrown.
      let said = 2
      try {
        const answer = retry(cause, failedAttempts)
        said = answer ? 1 : 0
        return answer
      } finally {
        this.#tape.numbers('T', said)
      }
    }
  }

  #once<Made>(of: object, make: () => Made): unknown {
    const known = this.#known.get(of) ?? make()
    this.#known.set(of, known)
    return known
  }
}
