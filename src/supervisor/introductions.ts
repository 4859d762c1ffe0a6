/** What transports told of those who come in, for the one hook that may want to know. */
import type { Plan } from '../machines/options.ts'
import type { Incoming, Introduction } from '../transport/transport.ts'

/** Kept until the hook has been asked: a request with its headers is a few kB, and connections live long. */
export class Introductions {
  /** The plan, whose hook is told. */
  readonly plan: Plan
  readonly #told = new WeakMap<object, Introduction>()

  constructor(plan: Plan) {
    const { authorise } = plan
    this.plan =
      authorise === undefined
        ? plan
        : {
            ...plan,
            authorise: (visitor, owner) => {
              const { tls = null, upgrade = null } = this.#told.get(owner) ?? {}
              this.#told.delete(owner)
              return authorise({ ...visitor, tls, upgrade }, owner)
            },
          }
  }

  /** @param owner of the link: whoever the hook will be asked for. */
  note(owner: object, incoming: Incoming): void {
    if (this.plan.authorise === undefined) return
    const { introduction } = incoming
    if (introduction !== undefined) this.#told.set(owner, introduction)
  }
}
