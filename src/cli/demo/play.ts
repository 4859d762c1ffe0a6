/** The demo's play: what is done to which peer, and when. It repeats. */
import type { Clock, Timer } from '../../index.ts'
import type { Player } from './cast.ts'

/** Who plays. `feedA` and `deviceB` are left alone, so that there is something to compare with. */
export interface Roles {
  readonly feedB: Pick<Player, 'freeze' | 'thaw'>
  readonly feedC: Pick<Player, 'kill' | 'start'>
  readonly deviceA: Pick<Player, 'tell'>
}

interface Act {
  /** After the round began. */
  readonly atMs: number
  readonly says: string
  readonly does: (roles: Roles) => unknown
}

/** Long enough for each wound to show and to heal. */
export const ROUND_MS = 14_500

export const PLAY: readonly Act[] = [
  {
    atMs: 1_500,
    says: 'freezing feed-b (SIGSTOP): its kernel still accepts, nobody answers',
    does: ({ feedB }) => feedB.freeze(),
  },
  { atMs: 5_000, says: 'thawing feed-b (SIGCONT)', does: ({ feedB }) => feedB.thaw() },
  { atMs: 7_000, says: 'killing feed-c (SIGKILL): its port is closed', does: ({ feedC }) => feedC.kill() },
  { atMs: 9_500, says: 'starting feed-c again', does: ({ feedC }) => feedC.start() },
  {
    atMs: 11_000,
    says: 'device-a falls silent, its link stays open',
    does: ({ deviceA }) => deviceA.tell('quiet'),
  },
  { atMs: 13_500, says: 'device-a dials again', does: ({ deviceA }) => deviceA.tell('talk') },
]

/** Performs the play round after round, telling `note` before each act; the answered function ends it. */
export function perform(roles: Roles, note: (text: string) => void, clock: Clock): () => void {
  let timers: Timer[] = []
  const round = (): void => {
    timers = PLAY.map(({ atMs, says, does }) =>
      clock.after(atMs, () => {
        note(says)
        does(roles)
      }),
    )
    timers.push(clock.after(ROUND_MS, round))
  }
  round()
  return () => {
    for (const timer of timers) timer.cancel()
  }
}
