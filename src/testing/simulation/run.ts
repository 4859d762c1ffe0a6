/** Runs a plan: round by round hardship, then everything cured and everybody well again; at last a stop that leaves nothing. */
import { seededRandom } from '../../clock/random.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import { sharedDials } from '../../supervisor/shared-dials.ts'
import { supervise } from '../../supervisor/supervise.ts'
import { messageOf } from '../../transport/transport.ts'
import { countedClock } from '../invariants/counted-clock.ts'
import type { Checked } from '../invariants/ledger.ts'
import { watchWith } from '../invariants/watch.ts'
import { virtualWorld } from '../virtual-world.ts'
import { startClients } from './clients.ts'
import { Counts } from './counts.ts'
import type { Broken } from './file.ts'
import { OurFleet } from './fleet.ts'
import { Parts } from './parts.ts'
import { SimulatedServer } from './peers.ts'
import { SETTLING, type SimulationPlan, US } from './plan.ts'
import { Timeline } from './timeline.ts'

/** What became of one world. */
export interface Outcome {
  /** The first thing that happened and must not; null while all went well. */
  readonly broken: Broken | null
  readonly checked: readonly Checked[]
  readonly counts: Counts
}

export interface RunOptions {
  /** Is told of everything that the feed tells. */
  readonly onEvent?: (event: FeedEvent) => void
}

/** Between two looks while everybody recovers. */
const LOOK_MS = 5_000
/** Longer than any child may take to stop, one after the other. */
const LONGEST_STOP_MS = 600_000

/** Runs a plan to its end, or to the first thing that is broken. The same plan is the same run, event by event. */
export async function runPlan(plan: SimulationPlan, { onEvent }: RunOptions = {}): Promise<Outcome> {
  const { seed, latencyMs } = plan
  const world = virtualWorld({ seed, latencyMs: (random) => Math.round(latencyMs * (1 + random())) })
  const servers = new Map(
    plan.peers.map(({ host, manner }) => [
      host,
      new SimulatedServer(world.host(host), manner, seededRandom(`${host} ${seed}`)),
    ]),
  )
  const us = world.host(US)
  const clock = countedClock(us.clock)
  const dials = plan.dials ?? false
  const root = supervise({
    name: 'root',
    clock,
    random: seededRandom(`ours ${seed}`),
    dials: dials === false ? false : sharedDials(dials),
    strategy: 'one_for_one',
    // The outermost one stays, whatever happens: it is what is watched.
    intensity: { restarts: 1_000_000, withinMs: 5_000 },
  })
  const parts = new Parts(plan, world)
  const watch = watchWith(root, { clock: world.clock, dials }, parts.keep)
  const counts = new Counts(world.clock)
  root.feed$.subscribe((event) => {
    counts.told(event)
    onEvent?.(event)
  })
  const outcome = (error?: unknown): Outcome => {
    const [breach] = watch.breaches
    const thrown = { invariant: 0, sentence: NOTHING_THROWS, id: 'root', atMs: world.clock.now() } as const
    const broken = error === undefined ? (breach ?? null) : { ...thrown, what: messageOf(error) }
    counts.over()
    counts.parts = parts.seen
    return { broken, checked: watch.checked, counts }
  }
  try {
    const fleet = new OurFleet(root, us, clock, watch, plan.children, parts.asked)
    const dismiss = plan.clients.map((clients) =>
      startClients(world.host(clients.host), clients, seededRandom(`${clients.host} ${seed}`)),
    )
    parts.begin(root, clock)
    for (const round of plan.rounds) {
      fleet.revive()
      const timeline = new Timeline(world, watch, fleet, servers, counts, (...what) => parts.suffers(...what))
      await timeline.play(round)
      if (watch.breaches.length > 0) return outcome()
      // Healing: no hardship is left, programs behave, and nobody has bugs.
      timeline.cureAll()
      for (const server of servers.values()) {
        server.manner = 'answers'
        server.errors = 0
      }
      fleet.bugs.mend()
      fleet.resumeAll()
      await world.advance(0)
      await recover()
      if (watch.breaches.length > 0) return outcome()
    }
    await stop()
    return outcome()

    /** Everybody has to be alive again in time; whoever is half-open has to find out first. */
    async function recover(): Promise<void> {
      const mostMs = watch.healed()
      const leastMs = detectionMs(plan)
      const since = world.clock.now()
      for (let ms = 0; ms < mostMs; ms = world.clock.now() - since) {
        if (ms >= leastMs && watch.isRecovered) break
        await world.advance(LOOK_MS, SETTLING)
        watch.look()
        if (watch.breaches.length > 0) return
      }
      watch.expectRecovery()
    }

    async function stop(): Promise<void> {
      parts.quiet()
      watch.asked('root', 'stop')
      let isStopped = false
      void root.stop().then(() => {
        isStopped = true
        watch.expectNothingLeft(clock.pending)
      })
      for (let ms = 0; ms < LONGEST_STOP_MS && !isStopped; ms += 100) await world.advance(100, SETTLING)
      watch.look()
      if (!isStopped) watch.expectNothingLeft(clock.pending)
      for (const dismissed of dismiss) dismissed()
      await parts.close()
      for (const host of [...servers.keys(), ...plan.clients.map((each) => each.host), ...parts.hosts]) {
        world.inflict({ kind: 'crash', host })
      }
      // Whatever is still to come of them does, and nothing else may.
      await world.advance(LONGEST_STOP_MS, SETTLING)
      const { links, dials: dialling, tasks } = world.rest()
      watch.expectNothingLeft(links + dialling + tasks + fleet.unsettled + parts.left)
    }
  } catch (error) {
    return outcome(error)
  }
}

const NOTHING_THROWS = 'Nothing throws where nobody catches it.'

/** How long it may take until whoever is silent is found dead. */
function detectionMs({ children }: Pick<SimulationPlan, 'children'>): number {
  return Math.max(
    0,
    ...children.map((child) => {
      if (child.kind === 'supervisor') return detectionMs(child)
      const { everyMs, timeoutMs, misses } = child.beat
      return everyMs + (misses + 1) * timeoutMs
    }),
  )
}
