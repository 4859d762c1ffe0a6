/** Dynamic children of one template: what OTP calls simple_one_for_one, and Elixir a DynamicSupervisor. */
import { checkOptions, hookOption, integerOption, refuse } from '../machines/check.ts'
import { OptionError } from '../transport/transport.ts'
import type { ChildOptions } from './child.ts'
import type { TreeOptions } from './options.ts'
import { type Kept, Supervisor } from './supervisor.ts'

/** What a template can be told: what holds for the supervisor of its children, which is a nested one. */
export interface TemplateOptions extends Omit<TreeOptions, 'strategy' | 'dynamic'> {
  /** How many children there may be at once. Default 10 000; from 1 to 1 000 000. */
  readonly maxChildren?: number
  /** When and how that supervisor itself is started again, and stopped. */
  readonly own?: ChildOptions
}

/** Makes one child, called `key`, by a method of the supervisor it is given, such as `connect`. */
export type MakeChild<Made extends Kept> = (key: string, supervisor: Supervisor) => Made

/**
 * Declares a template: children that come and go, and are all made alike. They are children of a nested supervisor called
 * `id`, are started again by its rules, and stop together; one that has ended for good is forgotten, and its key is free.
 *
 * @throws OptionError naming the option that cannot be used, or `id` when it is taken or the supervisor has stopped.
 */
export function template<Made extends Kept>(
  supervisor: Supervisor,
  id: string,
  make: MakeChild<Made>,
  options: TemplateOptions = {},
): Template<Made> {
  checkOptions('template', options, Object.keys(options))
  const { maxChildren = 10_000, own, ...rest } = options
  const most = integerOption('maxChildren', maxChildren, 1, 1_000_000)
  const checked = hookOption('make', make) ?? refuse('make', 'a function', make)
  if ('strategy' in rest || 'dynamic' in rest) throw new OptionError('strategy', 'a template is one_for_one')
  supervisor.supervise(id, { ...rest, dynamic: true }, own)
  return new Template(supervisor, id, checked, most)
}

/** Children of one template. Made by {@link template}. */
export class Template<Made extends Kept> {
  /** That of its supervisor among the children of the outer one. */
  readonly id: string
  readonly #parent: Supervisor
  readonly #make: MakeChild<Made>
  readonly #most: number
  /** What `make` makes. */
  readonly #kinds = new Set<unknown>()

  /** @internal */
  constructor(parent: Supervisor, id: string, make: MakeChild<Made>, most: number) {
    this.id = id
    this.#parent = parent
    this.#make = make
    this.#most = most
  }

  /**
   * The supervisor of its children: to stop them all, or to hear of them by `feed$`. Another one once it has ended for good
   * and was started again.
   *
   * @throws OptionError naming `id` when it was removed.
   */
  get supervisor(): Supervisor {
    const found = this.#parent.find(this.id)
    if (found instanceof Supervisor) return found
    throw new OptionError('id', `the template ${this.id} was removed`)
  }

  /** How many children there are. */
  get size(): number {
    return this.supervisor.branch.children.size
  }

  /** The children, oldest first. */
  get children(): readonly Made[] {
    return this.supervisor.children.filter((child) => this.#isMade(child))
  }

  /**
   * Makes a child and starts it.
   *
   * @throws OptionError naming `maxChildren` when there are as many as may be; `id` when the key is taken or the supervisor
   *   has stopped; `make` when that has made something else; and whatever `make` throws.
   */
  start(key: string): Made {
    const { supervisor } = this
    if (this.size >= this.#most) {
      throw new OptionError('maxChildren', `${this.id} has ${this.#most} children, and may not have more`)
    }
    const made = this.#make(key, supervisor)
    if (supervisor.find(key) !== made) throw new OptionError('make', `has made no child called ${key}`)
    this.#kinds.add(made.constructor)
    return made
  }

  /** The child of this key; undefined when there is none, which is so once it has ended for good. */
  find(key: string): Made | undefined {
    const found = this.supervisor.find(key)
    return this.#isMade(found) ? found : undefined
  }

  /** Stops the child of this key, and forgets it; false when there is none. */
  stop(key: string): Promise<boolean> {
    return this.supervisor.remove(key)
  }

  /** Of the class that `make` makes: the supervisor may have made it once more. */
  #isMade(child: Kept | undefined): child is Made {
    return this.#kinds.has(child?.constructor)
  }
}
