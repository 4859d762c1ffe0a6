/** One connection in a replay: the real one, on links that say what the recorded ones said. */
import type { Dialler, Place } from '../../machines/dials.ts'
import type { Connection } from '../../supervisor/handle.ts'
import type { LinkOwner, Transport } from '../../transport/transport.ts'
import type { RecordedLink } from './cast.ts'
import { type LinkStage, ScriptedLink } from './scripted-link.ts'

export class Actor {
  readonly number: number
  /** Null until it begins. */
  handle: Connection | null = null
  /** When it was heard of late, in quanta; the latest at the end. */
  readonly heard: number[] = []
  readonly #stage: LinkStage
  readonly #pings: boolean
  /** The recorded links, in their order, and how many of them have been dialled by now. */
  readonly #recorded: readonly RecordedLink[]
  #dialled = 0
  /** Which of ours does what which recorded one did. */
  readonly #links = new Map<number, ScriptedLink>()
  /** Dialled where the recording has no dial yet. */
  #unbound: ScriptedLink | null = null
  #current: ScriptedLink | null = null
  #dialler: Dialler | null = null
  #waits = false
  #pass: (() => void) | null = null
  #hasPassed = false

  constructor(number: number, recorded: readonly RecordedLink[], stage: LinkStage, pings: boolean) {
    this.number = number
    this.#recorded = recorded
    this.#stage = stage
    this.#pings = pings
  }

  /** What it is called in the replay. */
  get name(): string {
    return `c${this.number}`
  }

  transport(endpoint: string): Transport {
    return {
      name: 'recorded',
      endpoint,
      cut: 'whole',
      pings: this.#pings,
      encode: (payload) => payload,
      dial: (owner) => this.#dial(owner),
    }
  }

  /** Hooks that pass when the recorded ones did. */
  hook(): Promise<void> {
    if (this.#hasPassed) return Promise.resolve()
    return new Promise<void>((resolve) => {
      this.#pass = resolve
    })
  }

  /** Its hooks are through. */
  pass(): void {
    this.#hasPassed = true
    this.#pass?.()
    this.#pass = null
  }

  /** Where it waits for leave to dial: the recording gives it. */
  place(dialler: Dialler): Place {
    this.#dialler = dialler
    const nothing = (): void => {}
    return {
      dialling: nothing,
      opened: nothing,
      heard: nothing,
      ended: nothing,
      waits: () => {
        this.#waits = true
      },
      ready: () => {
        // The recorded one was not without a link: this one goes its own way.
        if (this.#present !== null) dialler.dial(false)
      },
      hurried: () => dialler.dial(true),
      left: () => {
        this.#waits = false
      },
      gone: nothing,
    }
  }

  /** The recorded one dialled. */
  dials(link: number, isEarly: boolean): void {
    if (this.#links.has(link)) return
    const recorded = this.#recorded[this.#dialled]
    if (this.#unbound !== null && recorded !== undefined) {
      this.#bind(this.#unbound, recorded)
      this.#unbound = null
    } else if (this.#waits) this.#dialler?.dial(isEarly)
    if (recorded?.number === link)
      this.#dialled = Math.max(this.#dialled, this.#recorded.indexOf(recorded) + 1)
  }

  /** A recorded link has opened: one of ours that is still open, where that one was let go, goes on with it. */
  opens(link: number): void {
    const recorded = this.#recorded.find(({ number }) => number === link)
    if (this.#links.has(link) || recorded === undefined || this.#current?.isOpen !== true) return
    this.#bind(this.#current, recorded)
  }

  /** A link that came in. */
  accepted(link: number): ScriptedLink {
    const scripted = new ScriptedLink(this.#stage, null, this.#pings, this.name)
    const recorded = this.#recorded.find(({ number }) => number === link)
    if (recorded !== undefined) this.#bind(scripted, recorded)
    return scripted
  }

  link(number: number): ScriptedLink | undefined {
    return this.#links.get(number)
  }

  /** The recorded link that there is now, be it only dialled. */
  get #present(): RecordedLink | null {
    const latest = this.#recorded[this.#dialled - 1]
    if (latest === undefined) return null
    return Math.min(latest.closedAt, latest.releasedAt) > this.#stage.at ? latest : null
  }

  #dial(owner: LinkOwner): ScriptedLink {
    this.#hasPassed = false
    this.#pass = null
    const scripted = new ScriptedLink(this.#stage, owner, this.#pings)
    this.#current = scripted
    const next = this.#recorded[this.#dialled]
    if (next !== undefined && next.dialledAt <= this.#stage.at) {
      if (next.throws) throw new Error('the recorded dial threw')
      this.#bind(scripted, next)
      return scripted
    }
    const present = this.#present
    if (present === null) this.#unbound = scripted
    else {
      // As good as the one that was there: the peer would have answered on this one, too.
      this.#bind(scripted, present)
      if (present.openedAt <= this.#stage.at) this.#stage.soon(() => scripted.opened())
    }
    return scripted
  }

  #bind(scripted: ScriptedLink, recorded: RecordedLink): void {
    scripted.follows(recorded)
    this.#links.set(recorded.number, scripted)
    this.#dialled = Math.max(this.#dialled, this.#recorded.indexOf(recorded) + 1)
  }
}
