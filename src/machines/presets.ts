/**
 * Heartbeats for the networks people have, as differences from the defaults. Spread one, and say what goes over the
 * wire: `heartbeat: { ...presets.mobile, protocol: pingPong }`.
 */
import type { HeartbeatOptions } from './heartbeat-options.ts'

/** A part of {@link HeartbeatOptions}: everything but the protocol. */
export type HeartbeatPreset = Omit<HeartbeatOptions, 'protocol' | 'misses'>

/** The names of {@link presets}. */
export type PresetName = 'lan' | 'internet' | 'mobile' | 'aggressive'

/**
 * `lan`: one site, wired, no middlebox. Silent peers are dead within 3 s.
 * - `everyMs` 1000: a beat a second is nothing on such a network, and the largest part of the bound.
 * - `timeoutMs` 500: a round trip takes less than 1 ms, so this is for the peer's own pauses, such as a garbage collection.
 * - a suspect has 1500 ms more and three probes, so one lost segment (retransmitted after 200 ms) never convicts.
 *
 * `internet`: the defaults, nothing else. Dead within 25 s; beats every 10 s keep the usual NATs and proxies (30 s and
 * more) open.
 *
 * `mobile`: radios, and batteries. Dead within 65 s.
 * - `everyMs` 30 000: each beat may wake the radio for some 10 s, and NATs of carriers keep TCP for minutes.
 * - `skipWhenHeard`: traffic has woken it already.
 * - `timeoutMs` 15 000: handovers and deep queues make round trips of several seconds.
 * - a suspect has 20 s and four probes: denser than beats, since now the radio is awake, and the network may be back
 *   at any moment.
 *
 * `aggressive`: for machines side by side where every tenth of a second counts. Dead within 115 ms, and fifty beats a
 * second and connection is what it costs; a peer that pauses for 95 ms is taken for dead.
 * - `everyMs` 20: the wait for the next beat is part of the bound; four ticks, which are of 5 ms here.
 * - `timeoutMs` 20: a round trip of less than 1 ms, a tick of ours, and a short garbage collection over there.
 * - a suspect has 75 ms more and three probes, one every 25 ms: only longer pauses convict. For where no packets are
 *   lost: TCP may take 200 ms to send one again.
 */
export const presets: Readonly<Record<PresetName, HeartbeatPreset>> = {
  lan: { everyMs: 1_000, timeoutMs: 500, suspect: { forMs: 1_500, probes: 3 } },
  internet: {},
  mobile: {
    everyMs: 30_000,
    timeoutMs: 15_000,
    suspect: { forMs: 20_000, probes: 4 },
    skipWhenHeard: true,
  },
  aggressive: { everyMs: 20, timeoutMs: 20, suspect: { forMs: 75, probes: 3 } },
}
