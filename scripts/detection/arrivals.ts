/** When the heartbeats of a peer arrive, worked out once for each network: every detector hears the very same ones. */
import { type Random, seededRandom } from '../../src/clock/random.ts'
import type { Condition, Conditions } from './conditions.ts'

/** Conditions may change from second to second. */
const SECOND_MS = 1_000

/**
 * `messages`: each heartbeat is a packet of its own; it may be lost, and it may be overtaken. `stream`: TCP and all that
 * runs on it; a lost packet is sent again, so that loss is delay, and nothing is overtaken.
 */
export type Carriage = 'messages' | 'stream'

export interface Peer {
  readonly carriage: Carriage
  readonly conditions: Conditions
  /** η: from one heartbeat to the next, in ms. Number i leaves at i × η. */
  readonly everyMs: number
  /** How many heartbeats it sends. */
  readonly sent: number
  /** In a stream, when a lost packet is sent again for the first time; then after twice that, and so on (RFC 6298). */
  readonly retransmitMs: number
  /** The same seed gives the same arrivals. */
  readonly seed: string
}

export interface Arrivals {
  /** How many heartbeats were sent, and how far apart, in ms. */
  readonly sent: number
  readonly everyMs: number
  /** When heartbeats arrived, in ms, in order. */
  readonly at: Float64Array
  /** Which ones they were. */
  readonly number: Int32Array
  /** For each heartbeat sent: which entry of `at` was the last, had the peer crashed before the next; −1: none. */
  readonly last: Int32Array
}

/** Multiples of it fill the interval evenly: crashes at random moments, but the same ones for every detector. */
const GOLDEN = (Math.sqrt(5) - 1) / 2

/** A moment between heartbeat `index` and the next, in intervals, at which the peer might crash. */
export function crashAt(index: number): number {
  return index + ((index * GOLDEN) % 1)
}

const RETRANSMIT_LONGEST_MS = 60_000

export function arrivals(peer: Peer): Arrivals {
  const random = seededRandom(peer.seed)
  const next = peer.conditions(seededRandom(`${peer.seed}/conditions`))
  const seconds = Array.from({ length: Math.ceil((peer.sent * peer.everyMs) / SECOND_MS) }, () => next())
  const conditionAt = (ms: number) => seconds[Math.floor(ms / SECOND_MS)] ?? AFTERWARDS
  return inOrder(peer, (peer.carriage === 'messages' ? messages : stream)(peer, conditionAt, random))
}

/** When nobody looks any more. */
const AFTERWARDS: Condition = { loss: 0, delay: { name: 'none', draw: () => 0 } }

type ConditionAt = (ms: number) => Condition

/** When each heartbeat, or the packet that brought it at last, left, and when it arrived, in ms; Infinity: never. */
interface Journeys {
  readonly leftAt: Float64Array
  readonly arrivedAt: Float64Array
}

function messages({ everyMs, sent }: Peer, conditionAt: ConditionAt, random: Random): Journeys {
  const leftAt = Float64Array.from({ length: sent }, (_, index) => index * everyMs)
  const arrivedAt = leftAt.map((sentAt) => {
    const { loss, delay } = conditionAt(sentAt)
    const lost = random() < loss
    const delayMs = delay.draw(random)
    return lost ? Number.POSITIVE_INFINITY : sentAt + delayMs
  })
  return { leftAt, arrivedAt }
}

function stream({ everyMs, sent, retransmitMs }: Peer, conditionAt: ConditionAt, random: Random): Journeys {
  let triedAt = Number.NEGATIVE_INFINITY
  const leftAt = Float64Array.from({ length: sent }, (_, index) => {
    // What leaves while an earlier one has to be sent again goes with that one.
    if (index * everyMs < triedAt) return triedAt
    triedAt = index * everyMs
    let waitMs = retransmitMs
    while (random() < conditionAt(triedAt).loss) {
      triedAt += waitMs
      waitMs = Math.min(RETRANSMIT_LONGEST_MS, 2 * waitMs)
    }
    return triedAt
  })
  let before = Number.NEGATIVE_INFINITY
  const arrivedAt = leftAt.map((at) => {
    before = Math.max(before, at + conditionAt(at).delay.draw(random))
    return before
  })
  return { leftAt, arrivedAt }
}

function inOrder({ everyMs, sent }: Peer, { leftAt, arrivedAt }: Journeys): Arrivals {
  const number = Int32Array.from(arrivedAt.keys())
    .filter((index) => arrivedAt[index] !== Number.POSITIVE_INFINITY)
    .sort((a, b) => (arrivedAt[a] ?? 0) - (arrivedAt[b] ?? 0) || a - b)
  const places = new Int32Array(sent).fill(-1)
  for (const [place, index] of number.entries()) places[index] = place
  const at = Float64Array.from(number, (index) => arrivedAt[index] ?? 0)
  return { sent, everyMs, at, number, last: lastPlaces(everyMs, leftAt, places) }
}

/** Who has crashed sends nothing again: only what had left by then still comes. */
function lastPlaces(everyMs: number, leftAt: Float64Array, places: Int32Array): Int32Array {
  let latest = -1
  let left = 0
  return places.map((_, index) => {
    while (left <= index && (leftAt[left] ?? 0) <= crashAt(index) * everyMs) {
      latest = Math.max(latest, places[left] ?? -1)
      left += 1
    }
    return latest
  })
}
