/** Scenarios that the field knows by name. Times are durations, in ms or in words (`5s`), each with a default. */
import type { Hardship, Way } from '../hardship.ts'
import { type ScenarioBuilder, scenario } from './builder.ts'
import { type Duration, millis } from './duration.ts'

/** When it begins, how long it takes, and when everything is over. */
export interface Times {
  /** Default 5 s: for everybody to be alive. */
  readonly at?: Duration
  /** How long the hardship lasts. The default is said at each scenario. */
  readonly for?: Duration
  /** How long the calm lasts in which everybody should come back. Default 30 s. */
  readonly calm?: Duration
}

/** Two hosts, the first of which dials. */
export interface BetweenTimes extends Times {
  /** As for a hardship. */
  readonly between: Way
}

/** One host. */
export interface HostTimes extends Times {
  /** Whom it happens to. */
  readonly host: string
}

/** Several times the same. */
export interface Repeated {
  /** How often; a whole number, from 1 on. */
  readonly times?: number
  /** From the beginning of one to that of the next. */
  readonly every?: Duration
}

/** Scenarios that the field knows by name; each is a builder, so steps can be added. */
export const scenarios = {
  /**
   * *Half-open*: a cable is pulled, a middlebox forgets, a phone leaves the network. Nobody is told; sockets stay open with
   * nothing queued. For 30 s by default.
   *
   * To be seen: `suspect`, then `dead` as `silent` within the detector's bound; dials hang until `timeout` of `connect`;
   * once healed, one dial succeeds. Without a heartbeat nothing is seen at all.
   */
  halfOpen: (options: BetweenTimes): ScenarioBuilder =>
    lasting('half-open', '30s', options, { kind: 'cut', between: options.between }),

  /**
   * *Flapping*: a bad cable, the edge of a cell: the way comes and goes. By default 5 times, every 20 s, for 10 s.
   *
   * To be seen: shorter ones pass as suspicions that recover; longer ones are deaths, and the back-off goes on growing where
   * the links between were not stable for long enough.
   */
  flapping: ({ times = 5, every = '20s', ...options }: BetweenTimes & Repeated): ScenarioBuilder =>
    settled(
      Array.from({ length: times }, (_, index) => startOf(options) + index * millis('every', every)).reduce(
        (made, at) => made.at(at, { kind: 'cut', between: options.between }, { for: options.for ?? '10s' }),
        scenario('flapping'),
      ),
      options,
    ),

  /**
   * *Thundering herd*: the server goes, and comes back; everybody wants in at once. For 10 s by default.
   *
   * To be seen: `reset` or `eof` at the same moment for all; a few dials in vain while it is away; then everybody is back
   * within what N ÷ the budget's rate allows, and never more dials a second than that.
   */
  thunderingHerd: (options: HostTimes): ScenarioBuilder =>
    lasting('thundering herd', '10s', options, { kind: 'crash', host: options.host }),

  /**
   * *Slow loris*: what the first host sends trickles in, so many bytes a second (default 1), and holds a connection with
   * frames that never end. For 60 s by default.
   *
   * To be seen: bytes keep coming, so no silence convicts; `frameTimeoutMs` ends it, as `timeout` of `frame`.
   */
  slowLoris: ({ bytesPerSecond = 1, ...options }: BetweenTimes & { readonly bytesPerSecond?: number }) =>
    lasting('slow loris', '60s', options, {
      kind: 'bandwidth',
      between: options.between,
      oneWay: true,
      bytesPerSecond,
    }),

  /**
   * *Split brain*: two groups of hosts do not hear each other, and each goes on by itself. For 30 s by default.
   *
   * To be seen: everything between the groups dies as `silent`, everything within goes on; who counted on being the only one
   * is two now.
   */
  splitBrain: ({
    between,
    ...times
  }: Times & { readonly between: readonly [readonly string[], readonly string[]] }): ScenarioBuilder =>
    lasting('split brain', '30s', times, { kind: 'partition', between }),

  /**
   * *Accept, then drop*: a proxy with nothing behind it, a server in a crash loop: it accepts, and resets the link at the
   * first frame. For 30 s by default.
   *
   * To be seen: each dial succeeds, and each link ends at once; delays must grow all the same, since none was stable. Clients
   * that start over on *open* dial without end.
   */
  acceptThenDrop: (options: BetweenTimes): ScenarioBuilder =>
    lasting('accept, then drop', '30s', options, {
      kind: 'frames',
      between: options.between,
      share: 1,
      verdict: { kind: 'reset' },
    }),

  /**
   * *A laptop sleeps*: the machine is suspended, its monotonic clock stands still, and its wall clock does not. For an hour
   * by default.
   *
   * To be seen: on the one that slept, nobody is charged for the night; everybody is asked at once, and who has gone
   * meanwhile is found. Its peers have found it `silent` long before.
   */
  laptopSleep: (options: HostTimes): ScenarioBuilder =>
    happening('laptop sleep', '1h', options, (ms) => ({ kind: 'sleep', host: options.host, ms })),

  /**
   * *A pause of the garbage collector*, or any long computation: the process does not run, its kernel does. For 3 s by
   * default.
   *
   * To be seen: no healthy peer is dropped by the one that paused: its timers are late, and what would refute them lies
   * unread in its sockets. Its peers may suspect it, or convict it where their bound is shorter.
   */
  gcPause: (options: HostTimes): ScenarioBuilder =>
    happening('GC pause', '3s', options, (ms) => ({ kind: 'stall', host: options.host, ms })),

  /**
   * *A rolling restart*: one host after the other goes and comes back. Each is away for 5 s by default, and the next one goes
   * 20 s after it went.
   *
   * To be seen: never more than one of them dead at a time, and everybody back before the next one goes.
   */
  rollingRestart: ({
    hosts,
    every = '20s',
    ...times
  }: Times & { readonly hosts: readonly string[]; readonly every?: Duration }): ScenarioBuilder =>
    settled(
      hosts.reduce(
        (made, host, index) =>
          made.at(
            startOf(times) + index * millis('every', every),
            { kind: 'crash', host },
            { for: times.for ?? '5s' },
          ),
        scenario('rolling restart'),
      ),
      times,
    ),

  /**
   * *NAT timeout*: a middlebox has forgotten its open links: whatever is sent on them goes nowhere, while new dials pass. For
   * an hour by default, and that is for ever: nobody holds on so long.
   *
   * To be seen: as half-open, but the first dial succeeds. Heartbeats at a pace below the middlebox's own (often 30 s to
   * 5 min) would have kept it from happening.
   */
  natTimeout: (options: BetweenTimes): ScenarioBuilder =>
    lasting('NAT timeout', '1h', options, { kind: 'cut', between: options.between, onlyOpen: true }),

  /**
   * *A clock jumps*: somebody, or NTP, sets the wall clock; forward by an hour by default, back where `by` is negative.
   *
   * To be seen: nothing, but for the dates. Whoever measures silence by the wall clock drops everybody.
   */
  clockJump: ({ by = 3_600_000, ...options }: Omit<HostTimes, 'for'> & { readonly by?: number }) =>
    happening('clock jump', 0, options, () => ({ kind: 'clock jump', host: options.host, ms: by })),
}

function startOf({ at = '5s' }: Times): number {
  return millis('at', at)
}

/** One that lasts. */
function lasting(name: string, usual: Duration, times: Times, hardship: Hardship): ScenarioBuilder {
  return settled(scenario(name).at(startOf(times), hardship, { for: times.for ?? usual }), times)
}

/** One that happens. */
function happening(
  name: string,
  usual: Duration,
  times: Times,
  hardship: (ms: number) => Hardship,
): ScenarioBuilder {
  return settled(scenario(name).at(startOf(times), hardship(millis('for', times.for ?? usual))), times)
}

/** With the calm after it. */
function settled(made: ScenarioBuilder, { calm = '30s' }: Times): ScenarioBuilder {
  return made.lasts(made.lastsMs + millis('calm', calm))
}
