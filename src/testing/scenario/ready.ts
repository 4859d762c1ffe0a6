/** Scenarios that the field knows by name. Times are durations, in ms or in words (`5s`), each with a default. */
import { checkKnown, checkRange } from '../../transport/option.ts'
import type { Hardship } from '../hardship.ts'
import { type ScenarioBuilder, scenario } from './builder.ts'
import { checkHardship } from './check-hardship.ts'
import { type Duration, millis } from './duration.ts'
import {
  type BetweenTimes,
  type HostTimes,
  hostsOf,
  known,
  lengthOf,
  type Repeated,
  starts,
  type Times,
} from './ready-options.ts'

/**
 * Scenarios that the field knows by name; each is a builder, so steps can be added.
 *
 * Each throws an OptionError that names the option which it does not know, or cannot use.
 */
export const scenarios = {
  /**
   * *Half-open*: a cable is pulled, a middlebox forgets, a phone leaves the network. Nobody is told; sockets stay open with
   * nothing queued. For 30 s by default.
   *
   * To be seen: `suspect`, then `dead` as `silent` within the detector's bound; dials hang until `timeout` of `connect`;
   * once healed, one dial succeeds. Without a heartbeat nothing is seen at all.
   */
  halfOpen: (options: BetweenTimes): ScenarioBuilder =>
    lasting('half-open', '30s', known(options, 'between'), () => ({ kind: 'cut', between: options.between })),

  /**
   * *Flapping*: a bad cable, the edge of a cell: the way comes and goes. By default 5 times, every 20 s, for 10 s.
   *
   * To be seen: shorter ones pass as suspicions that recover; longer ones are deaths, and the back-off goes on growing where
   * the links between were not stable for long enough.
   */
  flapping: (options: BetweenTimes & Repeated): ScenarioBuilder => {
    const { between, times = 5 } = known(options, 'between', 'times', 'every')
    const inflict = checkHardship({ kind: 'cut', between })
    const forMs = lengthOf(options, '10s')
    return settled(
      [...starts(startOf(options), times, options, forMs)].reduce(
        (made, at) => made.at(at, inflict, { for: forMs }),
        scenario('flapping'),
      ),
      options,
    )
  },

  /**
   * *Thundering herd*: the server goes, and comes back; everybody wants in at once. For 10 s by default.
   *
   * To be seen: `reset` or `eof` at the same moment for all; a few dials in vain while it is away; then everybody is back
   * within what N ÷ the budget's rate allows, and never more dials a second than that.
   */
  thunderingHerd: (options: HostTimes): ScenarioBuilder =>
    lasting('thundering herd', '10s', known(options, 'host'), () => ({ kind: 'crash', host: options.host })),

  /**
   * *Slow loris*: what the first host sends trickles in, so many bytes a second (default 1), and holds a connection with
   * frames that never end. For 60 s by default.
   *
   * To be seen: bytes keep coming, so no silence convicts; `frameTimeoutMs` ends it, as `timeout` of `frame`.
   */
  slowLoris: (options: BetweenTimes & { readonly bytesPerSecond?: number }): ScenarioBuilder =>
    lasting('slow loris', '60s', known(options, 'between', 'bytesPerSecond'), () => ({
      kind: 'bandwidth',
      between: options.between,
      oneWay: true,
      bytesPerSecond: options.bytesPerSecond ?? 1,
    })),

  /**
   * *Split brain*: two groups of hosts do not hear each other, and each goes on by itself. For 30 s by default.
   *
   * To be seen: everything between the groups dies as `silent`, everything within goes on; who counted on being the only one
   * is two now.
   */
  splitBrain: (
    options: Times & { readonly between: readonly [readonly string[], readonly string[]] },
  ): ScenarioBuilder =>
    lasting('split brain', '30s', known(options, 'between'), () => ({
      kind: 'partition',
      between: options.between,
    })),

  /**
   * *Accept, then drop*: a proxy with nothing behind it, a server in a crash loop: it accepts, and resets the link at the
   * first frame. For 30 s by default.
   *
   * To be seen: each dial succeeds, and each link ends at once; delays must grow all the same, since none was stable. Clients
   * that start over on *open* dial without end.
   */
  acceptThenDrop: (options: BetweenTimes): ScenarioBuilder =>
    lasting('accept, then drop', '30s', known(options, 'between'), () => ({
      kind: 'frames',
      between: options.between,
      share: 1,
      verdict: { kind: 'reset' },
    })),

  /**
   * *A laptop sleeps*: the machine is suspended, its monotonic clock stands still, and its wall clock does not. For an hour
   * by default.
   *
   * To be seen: on the one that slept, nobody is charged for the night; everybody is asked at once, and who has gone
   * meanwhile is found. Its peers have found it `silent` long before.
   */
  laptopSleep: (options: HostTimes): ScenarioBuilder =>
    happening('laptop sleep', '1h', known(options, 'host'), (ms) => ({
      kind: 'sleep',
      host: options.host,
      ms,
    })),

  /**
   * *A pause of the garbage collector*, or any long computation: the process does not run, its kernel does. For 3 s by
   * default.
   *
   * To be seen: no healthy peer is dropped by the one that paused: its timers are late, and what would refute them lies
   * unread in its sockets. Its peers may suspect it, or convict it where their bound is shorter.
   */
  gcPause: (options: HostTimes): ScenarioBuilder =>
    happening('GC pause', '3s', known(options, 'host'), (ms) => ({ kind: 'stall', host: options.host, ms })),

  /**
   * *A rolling restart*: one host after the other goes and comes back. Each is away for 5 s by default, and the next one goes
   * 20 s after it went.
   *
   * To be seen: never more than one of them dead at a time, and everybody back before the next one goes.
   */
  rollingRestart: (
    options: Times & { readonly hosts: readonly string[]; readonly every?: Duration },
  ): ScenarioBuilder => {
    const hosts = hostsOf(known(options, 'hosts', 'every').hosts)
    const forMs = lengthOf(options, '5s')
    const at = [...starts(startOf(options), hosts.length, options, forMs)]
    return settled(
      hosts.reduce(
        (made, host, n) => made.at(at[n] ?? 0, { kind: 'crash', host }, { for: forMs }),
        scenario('rolling restart'),
      ),
      options,
    )
  },

  /**
   * *NAT timeout*: a middlebox has forgotten its open links: whatever is sent on them goes nowhere, while new dials pass. For
   * an hour by default, and that is for ever: nobody holds on so long.
   *
   * To be seen: as half-open, but the first dial succeeds. Heartbeats at a pace below the middlebox's own (often 30 s to
   * 5 min) would have kept it from happening.
   */
  natTimeout: (options: BetweenTimes): ScenarioBuilder =>
    lasting('NAT timeout', '1h', known(options, 'between'), () => ({
      kind: 'cut',
      between: options.between,
      onlyOpen: true,
    })),

  /**
   * *A clock jumps*: somebody, or NTP, sets the wall clock; forward by an hour by default, back where `by` is negative.
   *
   * To be seen: nothing, but for the dates. Whoever measures silence by the wall clock drops everybody.
   */
  clockJump: (options: Omit<HostTimes, 'for'> & { readonly by?: number }): ScenarioBuilder => {
    checkKnown(options, ['host', 'by', 'at', 'calm'])
    const { host, by = 3_600_000 } = options
    const isOne = Number.isFinite(by) && by !== 0
    const ms = checkRange('by', by, -LONGEST_JUMP_MS, LONGEST_JUMP_MS, 'milliseconds other than 0', isOne)
    return settled(
      scenario('clock jump').at(startOf(options), checkHardship({ kind: 'clock jump', host, ms })),
      options,
    )
  },
}

/** A thousand years: dates are none any more where much is added to that. */
const LONGEST_JUMP_MS = 1_000 * 366 * 86_400_000

function startOf({ at = '5s' }: Times): number {
  return millis('at', at)
}

/** One that lasts. */
function lasting(name: string, usual: Duration, times: Times, hardship: () => Hardship): ScenarioBuilder {
  const inflict = checkHardship(hardship())
  return settled(scenario(name).at(startOf(times), inflict, { for: lengthOf(times, usual) }), times)
}

/** One that happens. */
function happening(
  name: string,
  usual: Duration,
  times: Times,
  hardship: (ms: number) => Hardship,
): ScenarioBuilder {
  const inflict = checkHardship(hardship(lengthOf(times, usual)))
  return settled(scenario(name).at(startOf(times), inflict), times)
}

/** With the calm after it. */
function settled(made: ScenarioBuilder, { calm = '30s' }: Times): ScenarioBuilder {
  return made.lasts(made.lastsMs + millis('calm', calm))
}
