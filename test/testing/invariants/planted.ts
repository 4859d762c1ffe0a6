/** A stage whose events and links are told by the test: what a supervisor that misbehaves would be seen to do. */
import type { FeedBody } from '../../../src/index.ts'
import type { Phase } from '../../../src/machines/events.ts'
import type { DialPlan } from '../../../src/supervisor/budget.ts'
import type { ChildFacts, ConnectionFacts, SupervisorFacts } from '../../../src/testing/invariants/facts.ts'
import { connectionFacts } from '../../../src/testing/invariants/facts.ts'
import { Stage } from '../../../src/testing/invariants/stage.ts'
import type { LinkOwner, Transport } from '../../../src/transport/transport.ts'
import { FakeLink } from '../../supervisor/fakes.ts'

type PhaseBody = Omit<Extract<FeedBody, { kind: 'phase' }>, 'kind' | 'id' | 'from' | 'to'>

const CHILD: ChildFacts = {
  restart: 'transient',
  intensity: { restarts: 3, withinMs: 5_000 },
  delays: { firstMs: 1_000, factor: 1, maxMs: 1_000, jitter: 'none', attempts: 1_000, stableMs: 0 },
  shutdownMs: 5_000,
}
const SUPERVISOR: SupervisorFacts = {
  intensity: { restarts: 3, withinMs: 5_000 },
  strategy: 'one_for_one',
  isDynamic: false,
  mayShutDown: false,
}

/** Beats every 10 s, 5 s to answer, three misses: dead after 25 s of silence. Delays of exactly 1 s, 2 s, 4 s … */
const USUAL = connectionFacts({
  heartbeat: { everyMs: 10_000, timeoutMs: 5_000, misses: 3 },
  backoff: { firstMs: 1_000, maxMs: 60_000, jitter: 'none', stableMs: 5_000 },
})

export class Planted {
  now = 0
  readonly stage: Stage
  readonly connections = new Map<string, Partial<ConnectionFacts>>()
  readonly children = new Map<string, Partial<ChildFacts>>()
  readonly supervisors = new Map<string, Partial<SupervisorFacts>>()
  readonly #phases = new Map<string, Phase>()
  /** What connections show, where that is not what was told. */
  readonly shown = new Map<string, Phase>()

  constructor(dials: DialPlan | null = null) {
    this.stage = new Stage({
      rootId: 'root',
      root: null,
      facts: {
        connection: (id) => ({ ...USUAL, ...this.connections.get(id) }),
        child: (id) => ({ ...CHILD, ...this.children.get(id) }),
        supervisor: (id) => ({ ...SUPERVISOR, ...this.supervisors.get(id) }),
      },
      now: () => this.now,
      phaseOf: (id) => this.shown.get(id) ?? this.#phases.get(id) ?? null,
      dials,
      tickMs: 50,
      capMs: 250,
    })
  }

  /** What was found, as the numbers of the invariants. */
  get found(): readonly number[] {
    return this.stage.ledger.breaches.map(({ invariant }) => invariant)
  }

  get whats(): readonly string[] {
    return this.stage.ledger.breaches.map(({ id, what }) => `${id} ${what}`)
  }

  times(invariant: number): number {
    return this.stage.ledger.checked.find(({ number }) => number === invariant)?.times ?? 0
  }

  tell(body: FeedBody): void {
    this.stage.told({ v: 1, at: this.now, ...body })
  }

  /** Declares children, in this order. */
  add(of: string, kind: 'connection' | 'supervisor', ...ids: string[]): void {
    for (const id of ids) {
      this.tell({ kind: 'added', id, of, child: kind })
      if (kind === 'supervisor') this.tell({ kind: 'supervisor', id, phase: 'running' })
    }
  }

  phase(id: string, to: Phase, more: PhaseBody = {}): void {
    const before = this.#phases.get(id) ?? null
    const from = before === 'stopped' || before === 'failed' ? null : before
    this.#phases.set(id, to)
    this.tell({ kind: 'phase', id, from, to, ...more })
  }

  /** A connection of the root that is alive by a link. */
  alive(id: string, endpoint = `fake://${id}`): PlantedLink {
    if (this.stage.family.get(id) === undefined) this.add('root', 'connection', id)
    this.phase(id, 'connecting')
    this.now += 1
    const link = this.dial(id, endpoint)
    link.owner.opened()
    this.phase(id, 'alive', { event: 'link.opened' })
    return link
  }

  /** One that has died and waits to dial again. */
  backoff(id: string, attempt: number, delayMs: number): void {
    this.phase(id, 'dead', { event: 'link.ended', cause: { kind: 'eof', by: 'peer' } })
    this.phase(id, 'backoff', { event: 'link.released' })
    this.tell({ kind: 'retry', id, attempt, delayMs })
  }

  dial(id: string, endpoint = `fake://${id}`): PlantedLink {
    const link = new PlantedLink()
    const transport: Transport = {
      name: 'fake',
      endpoint,
      cut: 'whole',
      encode: (payload) => payload,
      dial(owner) {
        link.take(owner)
        return new FakeLink()
      },
    }
    this.stage.beside(id, transport, endpoint).dial(SILENT)
    return link
  }

  /** A crash, and what follows: its supervisor starts it again. */
  restart(id: string, delayMs = 1_000): void {
    const cause = { kind: 'crash', by: 'us', detail: 'a bug' } as const
    this.phase(id, 'dead', { event: 'link.ended', cause })
    this.phase(id, 'failed', { event: 'link.released', cause })
    this.tell({ kind: 'restart', id, restarts: 1, delayMs, cause })
  }
}

/** Whoever owns what is planted hears of it, and does nothing. */
const SILENT: LinkOwner = {
  opened() {},
  heard() {},
  frame() {},
  partial() {},
  drained() {},
  pinged() {},
  ponged() {},
  ended() {},
  released() {},
}

export class PlantedLink {
  #owner: LinkOwner = SILENT

  /** The witness, as transports see it. */
  get owner(): LinkOwner {
    return this.#owner
  }

  take(owner: LinkOwner): void {
    this.#owner = owner
  }
}
