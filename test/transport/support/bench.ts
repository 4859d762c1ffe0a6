/** What the contract suite asks of a transport's world, real or virtual. */
import type { Codec } from '../../../src/transport/framing.ts'
import type {
  Cause,
  Incoming,
  ListenerOwner,
  Listening,
  Transport,
} from '../../../src/transport/transport.ts'
import { type Reaction, Recorder } from './recorder.ts'

/** What a transport's connections can do; the suite asks of each what it can. */
export interface Traits {
  /** A stream of bytes, cut by a codec, or whole messages. */
  readonly carries: 'bytes' | 'messages'
  /** The cause that a peer's orderly end has. */
  readonly end: 'eof' | 'closed'
  /** Whether a link hears that a frame has begun, which a stranger can leave unfinished. */
  readonly pieces: boolean
  /** Whether a peer that does not read is felt: bytes pile up here. */
  readonly backPressure: boolean
  /** Whether a connection can break without a goodbye. */
  readonly resets: boolean
  /** Whether we can listen as well as dial, and be dialled by strangers. */
  readonly listens: boolean
  /** Whether ends know each other by `host:port`. */
  readonly addresses: boolean
}

export const STREAM: Traits = {
  carries: 'bytes',
  end: 'eof',
  pieces: true,
  backPressure: true,
  resets: true,
  listens: true,
  addresses: true,
}

/**
 * A peer below every codec: it can do to a connection whatever a stranger's program can. Where messages are carried, a
 * text stands for those that are its lines: what follows the last newline is a message that has begun.
 */
export interface RawPeer {
  /** Everything it has read; messages, each with a newline behind it. */
  readonly received: string
  /** How the connection ended for it: `fin`, `reset`; last `closed`. */
  readonly ends: readonly string[]
  write(bytes: string | Uint8Array): void
  fin(): void
  reset(): void
  pause(): void
  resume(): void
}

export interface RawServer {
  readonly endpoint: string
  readonly peers: readonly RawPeer[]
}

/** A world for one test. */
export interface Bench {
  readonly transportName: string
  /** A listener on any free port, not bound yet. */
  listener(codec: Codec, port?: number): { listen(owner: ListenerOwner): Listening }
  transport(endpoint: string, codec: Codec): Transport
  rawServer(): Promise<RawServer>
  rawClient(endpoint: string): Promise<RawPeer>
  /** An endpoint on which nobody listens. */
  nowhere(): Promise<string>
  /** Called at everything that an owner or a raw peer hears. */
  happened(): void
  /** Lets the world go on until `isSo`; fails when it never will be. */
  until(isSo: () => boolean): Promise<void>
  /** Lets everything happen that is under way. */
  settle(): Promise<void>
  /** Closes the strangers; fails when anything is open then. */
  end(): Promise<void>
}

/** A bound listener whose accepted links are recorded. */
export class Gate implements ListenerOwner {
  readonly accepts: Recorder[] = []
  readonly log: string[] = []
  endpoint = ''
  cause: Cause | null = null
  readonly #bench: Pick<Bench, 'happened' | 'listener'>
  readonly #react: Reaction | null
  #listening: Listening | null = null

  /** @param react null turns every link away. */
  constructor(bench: Pick<Bench, 'happened' | 'listener'>, react: Reaction | null = () => {}) {
    this.#bench = bench
    this.#react = react
  }

  listen(codec: Codec, port?: number): this {
    this.#listening = this.#bench.listener(codec, port).listen(this)
    return this
  }

  get first(): Recorder {
    const [first] = this.accepts
    if (first === undefined) throw new Error('nothing was accepted')
    return first
  }

  close(): void {
    this.#listening?.close()
  }

  listening(endpoint: string): void {
    this.endpoint = endpoint
    this.#note('listening')
  }

  accepted({ link }: Incoming): Recorder | null {
    if (this.#react === null) return null
    const owner = new Recorder(() => this.#bench.happened(), this.#react).own(link)
    this.accepts.push(owner)
    return owner
  }

  turnedAway(_peer: string | null, cause: Cause): void {
    this.#note(`turned away ${cause.kind}`)
  }

  paused(): void {
    this.#note('paused')
  }

  resumed(): void {
    this.#note('resumed')
  }

  failed(cause: Cause): void {
    this.cause = cause
    this.#note(`failed ${cause.kind}`)
  }

  closed(): void {
    this.#note('closed')
  }

  #note(line: string): void {
    this.log.push(line)
    this.#bench.happened()
  }
}
