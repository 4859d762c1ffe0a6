/** Draws who is there: peers, clients, and a tree of connections, tasks and listeners under all strategies. */
import type { Chance } from './chance.ts'
import {
  type AsSimulatedChild,
  type SimulatedBeat,
  type SimulatedChild,
  type SimulatedClients,
  type SimulatedConnection,
  type SimulatedListener,
  type SimulatedPeer,
  type SimulatedSupervisor,
  type SimulatedTask,
  US,
} from './plan.ts'

export interface Fleet {
  readonly peers: readonly SimulatedPeer[]
  readonly clients: readonly SimulatedClients[]
  readonly children: readonly SimulatedChild[]
}

/** Beats of connections go out this often, on the scale that the field's libraries have. */
const EVERY_MS = 10_000
const LISTEN_PORT = 7_000

/** @param connections how many are dialled and accepted together. */
export function drawFleet(chance: Chance, connections: number): Fleet {
  const peers = Array.from(
    { length: chance.between(3, 7) },
    (_, n): SimulatedPeer => ({
      host: `peer${n + 1}`,
      manner: chance.is(0.9) ? 'answers' : chance.pick('silent', 'drops', 'slow', 'chatty'),
    }),
  )
  const accepted = Math.min(connections - 1, chance.between(0, 5))
  const hosts = peers.map(({ host }) => host)
  const dialled = Array.from({ length: connections - accepted }, (_, n) =>
    drawConnection(chance, n + 1, hosts),
  )
  const tasks = Array.from({ length: chance.between(1, 3) }, (_, n) => drawTask(chance, n + 1))
  const leaves: SimulatedChild[] = [...dialled, ...tasks]
  const children = grouped(chance, leaves)
  const clients: SimulatedClients[] = []
  if (accepted > 0) {
    const place = chance.between(0, children.length)
    children.splice(place, 0, drawListener(chance))
    clients.push({
      host: 'clients',
      port: LISTEN_PORT,
      count: accepted,
      everyMs: chance.pick(EVERY_MS, 2 * EVERY_MS),
    })
  }
  return { peers, clients, children }
}

function drawConnection(chance: Chance, n: number, hosts: readonly string[]): SimulatedConnection {
  const first = chance.pick(...hosts)
  const others = hosts.filter((host) => host !== first)
  const failsOver = chance.is(0.1)
  const rotates = failsOver || chance.is(0.15)
  return {
    kind: 'connection',
    ...drawChild(chance, `c${n}`),
    to: failsOver ? [first, chance.pick(...others)] : [first],
    asks: chance.is(0.85),
    beat: drawBeat(chance),
    backoff: chance.is(0.4)
      ? null
      : {
          firstMs: chance.pick(200, 500, 1_000),
          factor: chance.pick(1.5, 2, 3),
          maxMs: chance.pick(5_000, 10_000, 30_000),
          jitter: chance.pick('none', 'full', 'equal', 'decorrelated'),
          stableMs: chance.pick(1_000, 5_000, 15_000),
        },
    connectTimeoutMs: chance.pick(3_000, 5_000, 10_000),
    closeTimeoutMs: chance.pick(1_000, 2_000),
    rotateEveryMs: rotates ? chance.spread(30_000, 300_000) : null,
    greets: chance.is(0.2),
  }
}

function drawBeat(chance: Chance): SimulatedBeat {
  return {
    everyMs: EVERY_MS,
    timeoutMs: chance.pick(2_000, 3_000, 5_000),
    misses: chance.between(1, 4),
    detector: chance.pick('fixed', 'fixed', 'phi', 'adaptive'),
  }
}

function drawTask(chance: Chance, n: number): SimulatedTask {
  return { kind: 'task', ...drawChild(chance, `t${n}`), beat: { ...drawBeat(chance), detector: 'fixed' } }
}

function drawListener(chance: Chance): SimulatedListener {
  return {
    kind: 'listener',
    ...drawChild(chance, US),
    restart: 'permanent',
    port: LISTEN_PORT,
    beat: { ...drawBeat(chance), misses: 3 },
  }
}

function drawChild(chance: Chance, name: string): AsSimulatedChild {
  return {
    name,
    restart: chance.pick('transient', 'transient', 'transient', 'permanent', 'temporary'),
    restarts: chance.between(1, 5),
    withinMs: chance.pick(5_000, 30_000, 60_000),
    restartDelayMs: chance.pick(0, 100, 1_000, 5_000),
    escalates: chance.is(0.3),
  }
}

/** Some of them stay where they are; others stand together under supervisors, some of which stand under others. */
function grouped(chance: Chance, leaves: readonly SimulatedChild[]): SimulatedChild[] {
  const children: SimulatedChild[] = []
  const rest = shuffled(chance, leaves)
  for (let n = 1; n <= 4 && rest.length > 6; n += 1) {
    const members: SimulatedChild[] = rest.splice(0, chance.between(2, 5))
    if (chance.is(0.3)) {
      members.splice(chance.between(0, 2), 0, drawSupervisor(chance, 'inner', rest.splice(0, 2)))
    }
    children.push(drawSupervisor(chance, `s${n}`, members))
  }
  const name = 'template'
  const dynamic = {
    ...drawSupervisor(chance, name, rest.splice(0, 3)),
    strategy: 'one_for_one',
    dynamic: true,
  } as const
  return shuffled(chance, [...children, dynamic, ...rest])
}

function drawSupervisor(
  chance: Chance,
  name: string,
  children: readonly SimulatedChild[],
): SimulatedSupervisor {
  return {
    kind: 'supervisor',
    ...drawChild(chance, name),
    // One that may go for good takes all others with it: then there is nothing left to watch.
    restart: chance.pick('transient', 'permanent'),
    strategy: chance.pick('one_for_one', 'one_for_all', 'rest_for_one'),
    dynamic: false,
    allRestarts: chance.between(1, 6),
    allWithinMs: chance.pick(5_000, 30_000, 60_000),
    children,
  }
}

function shuffled<T>(chance: Chance, things: readonly T[]): T[] {
  return things
    .map((thing) => ({ thing, at: chance.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ thing }) => thing)
}
