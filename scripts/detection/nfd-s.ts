/**
 * The quality of the detector NFD-S in closed form: W. Chen, S. Toueg and M. K. Aguilera, "On the Quality of Service of
 * Failure Detectors", IEEE Transactions on Computers 51(5), 2002, theorem 5.
 *
 * Heartbeat i leaves at σ_i = i × η. From the freshness point τ_i = σ_i + δ on, the peer is trusted only if heartbeat i
 * or a later one has come. That is our `fixed` detector fed with times of sending: lateness counts from the moment the
 * next heartbeat was due to leave, and δ is the lateness at which it suspects. Heartbeats are lost, and delayed,
 * independently of one another.
 */

/** How long heartbeats take that are not lost. */
export interface Delay {
  /** The probability that one takes longer than `ms`; 1 below 0. */
  readonly tail: (ms: number) => number
  /** Where the tail has a kink or a jump, in ms: integrals are split there. */
  readonly kinks: readonly number[]
}

export interface Setting {
  /** η: from one heartbeat to the next, in ms. */
  readonly everyMs: number
  /** δ: the lateness at which the peer is suspect, in ms. */
  readonly timeoutMs: number
  /** The probability that a heartbeat is lost, from 0 to 1. */
  readonly loss: number
  readonly delay: Delay
}

/** The metrics of the paper. */
export interface Quality {
  /** E(T_D): from a crash at a random moment to the suspicion that stays, on average, in ms. */
  readonly detectionMs: number
  /** The bound of T_D that is reached, δ + η, in ms. */
  readonly longestDetectionMs: number
  /** E(T_MR): from one mistake to the next, on average, in ms; Infinity when none is made or none is ever corrected. */
  readonly recurrenceMs: number
  /** E(T_M): how long a mistake lasts, on average, in ms; 0 when none is made. */
  readonly durationMs: number
  /** P_A: the probability that a peer which is up is trusted at a random moment. */
  readonly accuracy: number
}

/** Delays with an exponential distribution. */
export function exponential(meanMs: number): Delay {
  return { tail: (ms) => (ms < 0 ? 1 : Math.exp(-ms / meanMs)), kinks: [0] }
}

/** Delays that are all the same. */
export function constant(delayMs: number): Delay {
  return { tail: (ms) => (ms < delayMs ? 1 : 0), kinks: [delayMs] }
}

/**
 * With k = ⌈δ / η⌉:
 * - p_j(x) = p_L + (1 − p_L) × P(D > δ + x − j × η): heartbeat i + j has not come by τ_i + x;
 * - u(x) = Π_{j = 0 … k} p_j(x): the peer is suspect at τ_i + x, for 0 ≤ x < η;
 * - q_0 = (1 − p_L) × P(D < δ + η): heartbeat i − 1 came before τ_i;
 * - p_s = q_0 × u(0): a mistake begins at τ_i;
 * - E(T_MR) = η / p_s, E(T_M) = ∫u / p_s, P_A = 1 − ∫u / η, the integral from 0 to η.
 */
export function nfdS(setting: Setting): Quality {
  const { everyMs, timeoutMs, loss, delay } = setting
  const inTime = (1 - loss) * (1 - delay.tail(timeoutMs + everyMs))
  const mistake = inTime * suspect(setting, 0)
  const suspectMs = suspectArea(setting)
  return {
    detectionMs: meanDetection(everyMs, timeoutMs, inTime),
    longestDetectionMs: timeoutMs + everyMs,
    recurrenceMs: everyMs / mistake,
    durationMs: suspectMs === 0 ? 0 : suspectMs / mistake,
    accuracy: 1 - suspectMs / everyMs,
  }
}

/** u(x). */
function suspect({ everyMs, timeoutMs, loss, delay }: Setting, x: number): number {
  let product = 1
  for (let j = 0; j <= Math.ceil(timeoutMs / everyMs); j += 1) {
    product *= loss + (1 - loss) * delay.tail(timeoutMs + x - j * everyMs)
  }
  return product
}

/** ∫u from 0 to η, piece by piece between the places where a p_j has a kink. */
function suspectArea(setting: Setting): number {
  const { everyMs, timeoutMs, delay } = setting
  const ends = new Set([0, everyMs])
  for (let j = 0; j <= Math.ceil(timeoutMs / everyMs); j += 1) {
    for (const kink of delay.kinks) {
      const x = kink - timeoutMs + j * everyMs
      if (x > 0 && x < everyMs) ends.add(x)
    }
  }
  const sorted = [...ends].sort((a, b) => a - b)
  let area = 0
  for (const [index, from] of sorted.slice(0, -1).entries()) {
    area += gauss((x) => suspect(setting, x), from, sorted[index + 1] ?? from)
  }
  return area
}

/** Nodes and weights of the Gauss-Legendre rule of three points, on −1 … 1. It never asks for the ends of a piece. */
const NODES = [
  { at: -Math.sqrt(3 / 5), weight: 5 / 9 },
  { at: 0, weight: 8 / 9 },
  { at: Math.sqrt(3 / 5), weight: 5 / 9 },
] as const
/** Exact to 10 digits and more for tails that fall by a factor of e within a tenth of the piece. */
const PANELS = 200

function gauss(f: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / PANELS / 2
  let sum = 0
  for (let panel = 0; panel < PANELS; panel += 1) {
    const middle = from + half * (2 * panel + 1)
    for (const { at, weight } of NODES) sum += weight * f(middle + half * at)
  }
  return sum * half
}

/**
 * The paper gives the bound alone. The mean: a crash falls U after the last heartbeat that left, U from 0 to η. Had that
 * one come in time, suspicion would begin δ + η − U after the crash; each of the last G heartbeats that did not come in
 * time, P(G ≥ g) = (1 − q_0)^g, brings it forward by η, but not to before the crash.
 */
function meanDetection(everyMs: number, timeoutMs: number, inTime: number): number {
  if (inTime === 0) return 0
  let mean = 0
  let share = inTime
  for (let longest = timeoutMs + everyMs; longest > 0; longest -= everyMs) {
    const shortest = Math.max(0, longest - everyMs)
    mean += (share * (longest ** 2 - shortest ** 2)) / 2 / everyMs
    share *= 1 - inTime
  }
  return mean
}
