/**
 * One peer and one detector in virtual time, as NFD-S has them: heartbeat i leaves at i × everyMs, is lost or takes a
 * while, and lateness counts from when the next one was due to leave. Nothing here knows the closed form.
 */
import type { Random } from '../../../src/clock/random.ts'
import type { Detector } from '../../../src/machines/detector/detector.ts'

export interface Network {
  readonly everyMs: number
  readonly loss: number
  /** How long a heartbeat takes that is not lost, in ms. */
  readonly delayMs: (random: Random) => number
}

/** What a peer that never crashed was held for. */
export interface Observed {
  readonly mistakes: number
  readonly runMs: number
  /** For how much of that it was suspect. */
  readonly suspectMs: number
}

export function exponentialDelay(meanMs: number): Network['delayMs'] {
  return (random) => -meanMs * Math.log(1 - random())
}

/** Heartbeats that have left and not yet come, by the time they come. */
class Underway {
  readonly #arrivals: { at: number; label: number }[] = []

  send(label: number, at: number): void {
    const arrivals = this.#arrivals
    let place = arrivals.length
    while (place > 0 && (arrivals[place - 1]?.at ?? 0) > at) place -= 1
    arrivals.splice(place, 0, { at, label })
  }

  /** The next one to come by `until`. */
  next(until: number): { at: number; label: number } | undefined {
    const [first] = this.#arrivals
    return first === undefined || first.at > until ? undefined : this.#arrivals.shift()
  }
}

/** What the detector says of the peer, as time goes on. */
class Watcher {
  mistakes = 0
  suspectMs = 0
  /** Since when the peer has been suspect; null while it is trusted. */
  suspectSince: number | null = 0
  #label = 0
  readonly #everyMs: number
  readonly #detector: Detector

  constructor(everyMs: number, detector: Detector) {
    this.#everyMs = everyMs
    this.#detector = detector
  }

  /** When the heartbeat after the latest was, or is, late enough for suspicion. */
  get suspectAt(): number {
    return (this.#label + 1) * this.#everyMs + this.#detector.suspectMs
  }

  /** Nothing came until now. */
  pass(now: number): void {
    if (this.suspectSince !== null || now < this.suspectAt) return
    this.suspectSince = this.suspectAt
    this.mistakes += 1
  }

  heard(now: number, label: number): void {
    this.pass(now)
    if (label <= this.#label) return
    this.#label = label
    if (this.suspectSince === null || now >= this.suspectAt) return
    this.suspectMs += now - this.suspectSince
    this.suspectSince = null
  }
}

/** A peer that stays up for so many heartbeats. What comes before the first mistake is part of the run. */
export function observe(network: Network, detector: Detector, beats: number, random: Random): Observed {
  const { everyMs } = network
  const watcher = new Watcher(everyMs, detector)
  const underway = new Underway()
  for (let label = 1; label <= beats; label += 1) {
    send(network, underway, label, random)
    deliver(underway, watcher, (label + 1) * everyMs)
  }
  return { mistakes: watcher.mistakes, runMs: beats * everyMs, suspectMs: watcher.suspectMs }
}

/** How long it takes until a crashed peer is suspect for good, once for each of so many crashes at random moments. */
export function detections(network: Network, detector: Detector, crashes: number, random: Random): number[] {
  const { everyMs } = network
  // Heartbeats before these do not matter any more.
  const beats = Math.ceil(detector.suspectMs / everyMs) + 3
  return Array.from({ length: crashes }, () => {
    const watcher = new Watcher(everyMs, detector)
    const underway = new Underway()
    for (let label = 1; label <= beats; label += 1) send(network, underway, label, random)
    const crashedAt = (beats + random()) * everyMs
    deliver(underway, watcher, Number.POSITIVE_INFINITY)
    return Math.max(0, (watcher.suspectSince ?? Number.POSITIVE_INFINITY) - crashedAt)
  })
}

function send(network: Network, underway: Underway, label: number, random: Random): void {
  if (random() >= network.loss) underway.send(label, label * network.everyMs + network.delayMs(random))
}

function deliver(underway: Underway, watcher: Watcher, until: number): void {
  for (let arrival = underway.next(until); arrival !== undefined; arrival = underway.next(until)) {
    watcher.heard(arrival.at, arrival.label)
  }
  watcher.pass(until)
}
