/** The transport of one child that runs a program: each dial is a run, of the program there was or of the one that took its place. */
import { Lifetime } from '../machines/lifetime.ts'
import type { Connection } from '../supervisor/handle.ts'
import type { Program, ReplaceOptions } from '../supervisor/program.ts'
import {
  type Cause,
  type Link,
  type LinkOwner,
  OptionError,
  type Payload,
  type Transport,
} from '../transport/transport.ts'
import { Vain } from './vain.ts'

/** What a handle asks of it, whatever kind of handle that is. */
export interface Runs extends Transport {
  /** Whether it works until it ends, however little of that is seen. */
  readonly isBusy: boolean
  /**
   * A life is about to begin. Answers what took the place of the program, and after how many restarts in vain, if anything.
   *
   * @throws whatever the function that says so throws, or OptionError when it answers with another kind.
   */
  beginning(): { readonly program: string; readonly restarts: number } | null
  /** A life is over, and another one will begin. `cause` is null where it finished. */
  ended(cause: Cause | null): void
  /** No life will follow. */
  over(): void
}

export class Runner<Handle extends Connection> implements Runs {
  readonly name: string
  readonly endpoint: string
  readonly cut = 'whole'
  readonly varies = true
  readonly finishes = true
  /** Set as soon as it is made: before any dial. */
  handle: Handle | null = null
  readonly isBusy: boolean
  #program: Program<Handle>
  readonly #vain: Vain<Handle> | null
  /** Of the present life, where it matters how long that is. */
  #lifetime: Lifetime | null = null

  /** @throws OptionError naming the option that cannot be used. */
  constructor(program: Program<Handle>, replace: ReplaceOptions<Handle> | undefined, isBusy = false) {
    this.#program = program
    this.isBusy = isBusy
    this.name = program.kind
    this.endpoint = `${program.kind}:${program.name}`
    this.#vain = replace === undefined ? null : new Vain(replace)
  }

  encode(payload: Payload): Payload {
    return this.#program.encode(payload)
  }

  dial(owner: LinkOwner): Link {
    if (this.handle === null) throw new TypeError('a program without its handle')
    return this.#program.dial(owner, this.handle)
  }

  beginning(): { readonly program: string; readonly restarts: number } | null {
    const { handle } = this
    if (handle === null || this.#vain === null) return null
    this.over()
    const instead = this.#vain.instead(handle)
    this.#lifetime = new Lifetime(handle.world.wheels, this.#vain.stableMs)
    if (instead === null) return null
    const { program, restarts } = instead
    if (typeof program !== 'object' || program?.kind !== this.#program.kind) {
      throw new OptionError('replace.with', `expected another ${this.#program.kind}`)
    }
    this.#program = program
    return { program: program.name, restarts }
  }

  ended(cause: Cause | null): void {
    const livedMs = this.#lifetime?.end() ?? 0
    if (cause === null) this.#vain?.finished()
    else this.#vain?.failed(cause, livedMs)
  }

  over(): void {
    this.#lifetime?.end()
    this.#lifetime = null
  }
}
