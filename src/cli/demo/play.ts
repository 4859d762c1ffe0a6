/** The demo's play: what is done to which peer, and when. It repeats, and rests while somebody else does something. */
import type { Clock, Timer } from '../../index.ts'
import type { Player } from './cast.ts'

/** Who plays. `feedA` and `deviceB` are left alone, so that there is something to compare with. */
export interface Roles {
  readonly feedB: Pick<Player, 'freeze' | 'thaw'>
  readonly feedC: Pick<Player, 'kill' | 'start'>
  readonly deviceA: Pick<Player, 'tell'>
}

interface Act {
  readonly who: keyof Roles
  /** After the round began. */
  readonly atMs: number
  readonly says: string
  readonly does: (roles: Roles) => unknown
}

/** A wound, and how it heals. */
interface Scene {
  readonly wound: Act
  readonly cure: Act
}

/** Long enough for each wound to show and to heal. */
export const ROUND_MS = 14_500

/** How long nothing of the play happens once somebody has pressed a button: long enough to see why what happens does. */
export const REST_MS = 60_000

export const PLAY: readonly Scene[] = [
  {
    wound: {
      who: 'feedB',
      atMs: 1_500,
      says: 'freezing feed-b (SIGSTOP): its kernel still accepts, nobody answers',
      does: ({ feedB }) => feedB.freeze(),
    },
    cure: {
      who: 'feedB',
      atMs: 5_000,
      says: 'thawing feed-b (SIGCONT)',
      does: ({ feedB }) => feedB.thaw(),
    },
  },
  {
    wound: {
      who: 'feedC',
      atMs: 7_000,
      says: 'killing feed-c (SIGKILL): its port is closed',
      does: ({ feedC }) => feedC.kill(),
    },
    cure: { who: 'feedC', atMs: 9_500, says: 'starting feed-c again', does: ({ feedC }) => feedC.start() },
  },
  {
    wound: {
      who: 'deviceA',
      atMs: 11_000,
      says: 'device-a falls silent, its link stays open',
      does: ({ deviceA }) => deviceA.tell('quiet'),
    },
    cure: {
      who: 'deviceA',
      atMs: 13_500,
      says: 'device-a dials again',
      does: ({ deviceA }) => deviceA.tell('talk'),
    },
  },
]

/** What the play needs of its stage. */
export interface Stage {
  readonly roles: Roles
  readonly clock: Clock
  note(text: string): void
  /** Makes everybody well whom somebody else has wounded. */
  mend(): void
}

export class Play {
  readonly #stage: Stage
  /** The scene whose wound is open. */
  #open: Scene | null = null
  #isResting = false
  #timers: Timer[] = []

  /** Performs round after round from now on, telling of each act before it. */
  constructor(stage: Stage) {
    this.#stage = stage
    this.#round()
  }

  /**
   * Somebody has done something by hand: until that was {@link REST_MS} ago nothing else happens. The wound that is open is
   * healed, but for `touched`, whom that somebody may want to see as he is now.
   */
  rest(touched: unknown): void {
    const { clock, note, roles } = this.#stage
    this.end()
    if (this.#open !== null && roles[this.#open.cure.who] !== touched) this.#perform(this.#open.cure)
    this.#open = null
    if (!this.#isResting) note(`the play rests until nobody has pressed a button for ${REST_MS / 1_000} s`)
    this.#isResting = true
    this.#timers = [clock.after(REST_MS, () => this.#resume())]
  }

  /** Nothing is done to anybody any more. */
  end(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
  }

  #resume(): void {
    this.#isResting = false
    this.#stage.note('the play goes on: whoever is frozen, killed or silent is well again')
    this.#stage.mend()
    this.#round()
  }

  #round(): void {
    const { clock } = this.#stage
    this.#timers = PLAY.flatMap((scene) => [
      clock.after(scene.wound.atMs, () => {
        this.#open = scene
        this.#perform(scene.wound)
      }),
      clock.after(scene.cure.atMs, () => {
        this.#open = null
        this.#perform(scene.cure)
      }),
    ])
    this.#timers.push(clock.after(ROUND_MS, () => this.#round()))
  }

  #perform({ says, does }: Act): void {
    this.#stage.note(says)
    does(this.#stage.roles)
  }
}
