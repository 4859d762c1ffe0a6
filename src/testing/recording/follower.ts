/** Follows a supervisor: puts witnesses beside what it is given, and reads from its feed which connection it is that acts. */
import type { Observable } from 'rxjs'
import type { AcceptOptions, ConnectOptions } from '../../machines/options.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import { Connection } from '../../supervisor/handle.ts'
import type { Listener, Transport } from '../../transport/transport.ts'
import type { Said } from './form.ts'
import { FrameSorts } from './frame-sorts.ts'
import { saidOf } from './said.ts'
import type { Tape } from './tape.ts'
import { TapedOptions } from './taped-options.ts'
import { type Register, tapedListener, tapedTransport } from './taped-transport.ts'

/** A supervisor, as a recorder needs it: the one of a page will do. */
export interface Followed {
  /** The feed of the supervisor that is followed. */
  readonly feed$: Observable<FeedEvent>
  /** As that of a supervisor. */
  find(id: string): unknown
  /** As that of a supervisor. */
  connect(id: string, transport: Transport, options?: ConnectOptions): unknown
  /** As that of a supervisor. */
  listen(id: string, listener: Listener, options?: AcceptOptions): unknown
  /** As that of a supervisor. */
  supervise(id: string, ...rest: readonly never[]): unknown
}

type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>

/** A connection that has begun, or been declared. */
interface Known {
  readonly number: number
  readonly isAccepted: boolean
  readonly hooks: boolean
}

/** What is known of whichever connection is declared, or accepted, next. */
interface Coming {
  readonly plan: number
  readonly hooks: boolean
  readonly endpoint: string | null
  readonly listener: number | null
  readonly link: number
}

export class Follower implements Register {
  dialling: Register['dialling'] = null
  readonly #tape: Tape
  readonly #sorts: FrameSorts
  readonly #options: TapedOptions
  readonly #known = new Map<string, Known>()
  readonly #plans = new Map<string, number>()
  readonly #transports = new WeakMap<Transport, Transport>()
  readonly #seen = new WeakSet<object>()
  #root: Followed | null = null
  #coming: Coming | null = null
  #accepted: Omit<Coming, 'link'> | null = null
  #links = 0
  #connections = 0
  #listeners = 0

  constructor(tape: Tape) {
    this.#tape = tape
    this.#sorts = new FrameSorts(tape)
    this.#options = new TapedOptions(tape, this.#sorts)
  }

  readonly nextLink = (): number => this.#links++

  accepting<Answer>(link: number, accept: () => Answer): Answer {
    this.#coming = this.#accepted === null ? null : { ...this.#accepted, link }
    try {
      return accept()
    } finally {
      this.#coming = null
    }
  }

  /** From now on what it is given has witnesses. */
  follow(supervisor: Followed): void {
    if (this.#seen.has(supervisor)) return
    this.#seen.add(supervisor)
    this.#root ??= supervisor
    const connect = supervisor.connect.bind(supervisor)
    const listen = supervisor.listen.bind(supervisor)
    const supervise = supervisor.supervise.bind(supervisor)
    supervisor.connect = (id, transport, options) =>
      options?.rotation === undefined && isAble(transport, 'dial')
        ? this.#connect(connect, id, transport, options ?? {})
        : connect(id, transport, options)
    supervisor.listen = (id, listener, options) =>
      isAble(listener, 'listen')
        ? this.#listen(listen, id, listener, options ?? {})
        : listen(id, listener, options)
    supervisor.supervise = (...given) => {
      const nested = supervise(...given)
      if (isFollowed(nested)) this.follow(nested)
      return nested
    }
  }

  // — what the feed tells —

  told(event: FeedEvent): void {
    if (event.kind === 'phase') this.#moved(event)
    else if (event.kind === 'added') this.#added(event.id)
    else if (event.kind === 'removed') this.#known.delete(event.id)
    else if (event.kind === 'summary') this.#forget(event.id)
    else if (event.kind === 'supervisor') this.#meet(event.id)
  }

  #added(id: string): void {
    if (this.#coming?.listener === null) this.#register(id, this.#coming)
  }

  /** Of an accepted one nothing more will come; a declared one may be started again. */
  #forget(id: string): void {
    if (this.#known.get(id)?.isAccepted) this.#known.delete(id)
  }

  /** A nested supervisor that was started again is another object. */
  #meet(id: string): void {
    const found = this.#root?.find(id)
    if (isFollowed(found)) this.follow(found)
  }

  #moved(event: PhaseEvent): void {
    const { id, from, to } = event
    if (from === null && this.#coming !== null && !this.#known.has(id)) this.#register(id, this.#coming)
    const known = this.#known.get(id)
    this.dialling = null
    if (known === undefined) return
    const { number, isAccepted, hooks } = known
    if (from === null) this.#witness(id, number)
    if (to === 'connecting' && !isAccepted) {
      if (from === null) this.#tape.numbers(')', number)
      const isEarly = event.event === 'retry' || event.event === 'link.replaced'
      this.dialling = { connection: number, how: from === null ? 0 : isEarly ? 2 : 1 }
    }
    if (hooks && from === 'connecting' && to === 'alive') this.#tape.numbers('=', number)
    if (to === 'dead' && !this.#tape.isEnding) this.#refused(number, event)
    if (to === 'suspect' || to === 'dead') this.#tape.flush()
  }

  /** It was not the link that ended: a hook has refused it, or broken down, or somebody took its place. */
  #refused(number: number, { event, cause }: PhaseEvent): void {
    if (cause === undefined || (event !== 'link.ended' && event !== 'hook.crashed')) return
    this.#tape.numbers('/', number, this.#tape.cause(cause))
  }

  #register(id: string, { plan, hooks, endpoint, listener, link }: Coming): void {
    const number = this.#connections++
    const isAccepted = listener !== null
    this.#known.set(id, { number, isAccepted, hooks })
    this.#tape.line({
      connection: number,
      id,
      plan,
      ...(endpoint === null ? {} : { endpoint }),
      ...(isAccepted ? { listener } : {}),
    })
    if (isAccepted) this.#tape.numbers('A', number, listener, link)
  }

  /** What the user, or the supervisor, asks of a connection, and what ends its link that is not the link's. */
  #witness(id: string, number: number): void {
    const found = this.#root?.find(id)
    if (!(found instanceof Connection) || this.#seen.has(found)) return
    this.#seen.add(found)
    const tape = this.#tape
    const halt = found.halt.bind(found)
    const { session } = found
    const probe = session.probe.bind(session)
    const { traffic } = session
    const flow = traffic.flow.bind(traffic)
    found.halt = (options) => {
      tape.begin()
      tape.numbers('M', number, options.now === true ? 1 : 0)
      this.#within(() => halt(options))
    }
    // Its link tells of it, but not before the clock has been looked at.
    traffic.flow = (open) => {
      tape.begin()
      this.#within(() => flow(open))
    }
    session.probe = () => {
      tape.begin()
      tape.numbers('!', number)
      this.#within(probe)
    }
  }

  #within(call: () => void): void {
    this.#tape.depth += 1
    try {
      call()
    } finally {
      this.#tape.depth -= 1
    }
  }

  // — what it is given —

  #connect(connect: Followed['connect'], id: string, transport: Transport, options: ConnectOptions): unknown {
    const { endpoint, pings = false } = transport
    const said = this.#plan(options, false, pings)
    if (said === null) return connect(id, transport, options)
    const { plan, hooks } = said
    this.#tape.begin()
    this.#coming = { plan, hooks, endpoint, listener: null, link: 0 }
    this.#tape.depth += 1
    try {
      const told = this.#options.of(options, transport)
      return connect(id, this.#taped(transport), told)
    } finally {
      this.#tape.depth -= 1
      this.#coming = null
    }
  }

  #listen(listen: Followed['listen'], id: string, listener: Listener, options: AcceptOptions): unknown {
    const { endpoint, pings = false } = listener
    const said = this.#plan(options, true, pings)
    if (said === null) return listen(id, listener, options)
    const { plan, hooks } = said
    const number = this.#listeners++
    this.#tape.line({ listener: number, plan, endpoint })
    const accepted = { plan, hooks, endpoint: null, listener: number }
    const register: Register = {
      dialling: null,
      nextLink: this.nextLink,
      accepting: (link, accept) => {
        this.#accepted = accepted
        return this.accepting(link, accept)
      },
    }
    const told = this.#options.of(options, listener)
    return listen(id, tapedListener(listener, this.#tape, this.#sorts, register), told)
  }

  #taped(transport: Transport): Transport {
    let taped = this.#transports.get(transport)
    if (taped === undefined) {
      taped = tapedTransport(transport, this.#tape, this.#sorts, this)
      this.#transports.set(transport, taped)
    }
    return taped
  }

  /** Null for what is not worth a plan: the door will say what is wrong with it. */
  #plan(
    options: ConnectOptions & AcceptOptions,
    accepts: boolean,
    pings: boolean,
  ): { readonly plan: number; readonly hooks: boolean } | null {
    const said = trying(() => saidOf(options, accepts, pings))
    if (said === null) return null
    const text = JSON.stringify(said)
    let plan = this.#plans.get(text)
    if (plan === undefined) {
      plan = this.#plans.size
      this.#plans.set(text, plan)
      this.#tape.line({ plan, said })
    }
    return { plan, hooks: said.hooks }
  }
}

function trying(make: () => Said): Said | null {
  try {
    return make()
  } catch {
    return null
  }
}

function isAble(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function'
}

function isFollowed(value: unknown): value is Followed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'connect' in value &&
    'feed$' in value &&
    'supervise' in value
  )
}
