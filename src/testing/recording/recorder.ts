/**
 * Records a supervisor in production: its feed and, beside it, when each arrival came, each timer fired, and what chance said;
 * no contents. What is recorded can be replayed: see `replay`.
 */

import type { Observable } from 'rxjs'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { type Random, systemRandom } from '../../clock/random.ts'
import { checkOptions, flagOption, hookOption } from '../../machines/check.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import { type Followed, Follower } from './follower.ts'
import { Tape } from './tape.ts'
import { tapedClock, tapedRandom } from './taped-time.ts'

/** How to record. */
export interface RecorderOptions {
  /** Takes one line of the recording, without its newline, and must not throw. Called from inside of what happens: it should return soon. */
  readonly write: (line: string) => void
  /** Whether the events of the feed are written, too. Default true; `false` where somebody else writes them to the same file. */
  readonly feed?: boolean
  /** Default the system's. */
  readonly clock?: Clock
  /** Default the platform's. */
  readonly random?: Random
}

/** Records one supervisor. */
export interface Recorder {
  /** For `supervise({ …, ...recorder.options })`: time and chance that are written down. */
  readonly options: { readonly clock: Clock; readonly random: Random }
  /**
   * Records all that `supervisor`, made with {@link Recorder.options}, connects and listens on from now on, and everything
   * nested in it. Its methods `connect`, `listen` and `supervise` are replaced by ones that put a witness beside each link.
   * Tasks and programs, and connections with `rotation`, are in the feed alone.
   *
   * @returns the same supervisor.
   */
  follow<Kind extends Followed>(supervisor: Kind): Kind
  /** Writes what is buffered: up to 4 KiB, or a second. It is written by itself when a verdict falls, and at the end. */
  flush(): void
}

/**
 * Makes a recorder. In memory it holds one line, and about 200 bytes for each connection; an arrival costs about half a microsecond, and six
 * bytes in the file.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function recorder(options: RecorderOptions): Recorder {
  checkOptions('recorder', options, ['write', 'feed', 'clock', 'random'])
  const write = hookOption('write', options.write) ?? (() => {})
  const writesFeed = flagOption('feed', options.feed ?? true)
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const tape = new Tape(clock, write)
  const follower = new Follower(tape)
  return {
    options: { clock: tapedClock(clock, tape), random: tapedRandom(random, tape) },
    follow(supervisor) {
      const feed$: Observable<FeedEvent> = supervisor.feed$
      feed$.subscribe({
        next(event) {
          follower.told(event)
          if (writesFeed) write(JSON.stringify(event))
        },
        complete: () => tape.end(),
      })
      follower.follow(supervisor)
      return supervisor
    },
    flush: () => tape.flush(),
  }
}
