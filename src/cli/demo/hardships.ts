/** What whoever looks at the demo may do to its peers: the buttons of its inspector. */
import type { Player as Peer } from './cast.ts'

/** What can be seen of a peer, and done to it. */
type Player = Pick<Peer, 'condition' | 'freeze' | 'thaw' | 'kill' | 'start' | 'tell'>

/** As the inspector takes it. */
export interface Button {
  readonly name: string
  readonly label: string
  ids(): readonly string[]
  inflict(id: string): Promise<void>
}

/** A peer, and what shows it: its connection, or for the time that it has none whatever it would come to. */
export interface Figure {
  readonly name: string
  readonly role: 'feed' | 'device'
  readonly player: Player
  /** The id of its connection; null while it has none. */
  shownAs(): string | null
}

/** Who can be laid hands on, from the moment on that they are there. */
export interface Hands {
  figures: readonly Figure[]
  /** What devices dial: where one that has no connection is asked to talk. */
  readonly gate: string
  /** Told of each button before anything is done. */
  pressed(says: string, player: Player): void
}

interface Deed {
  readonly name: string
  readonly label: string
  readonly role: Figure['role']
  /** As a sentence of the play, behind the name of the peer. */
  readonly says: string
  /** Whether it can be done to that peer now. */
  fits(figure: Figure): boolean
  does(player: Player): unknown
}

const DEEDS: readonly Deed[] = [
  {
    name: 'freeze',
    label: 'Freeze',
    role: 'feed',
    says: 'is frozen by hand (SIGSTOP): its kernel still accepts, nobody answers',
    fits: ({ player }) => player.condition === 'up',
    does: (player) => player.freeze(),
  },
  {
    name: 'thaw',
    label: 'Thaw',
    role: 'feed',
    says: 'is thawed by hand (SIGCONT)',
    fits: ({ player }) => player.condition === 'frozen',
    does: (player) => player.thaw(),
  },
  {
    name: 'kill',
    label: 'Kill',
    role: 'feed',
    says: 'is killed by hand (SIGKILL): its port is closed',
    fits: ({ player }) => player.condition !== 'away',
    does: (player) => player.kill(),
  },
  {
    name: 'start',
    label: 'Start again',
    role: 'feed',
    says: 'is started again by hand',
    fits: ({ player }) => player.condition === 'away',
    does: (player) => player.start(),
  },
  {
    name: 'quiet',
    label: 'Fall silent',
    role: 'device',
    says: 'falls silent, by hand; its link stays open',
    fits: ({ player, shownAs }) => player.condition === 'up' && shownAs() !== null,
    does: (player) => player.tell('quiet'),
  },
  {
    name: 'talk',
    label: 'Talk again',
    role: 'device',
    says: 'dials again, by hand',
    fits: ({ player, shownAs }) =>
      player.condition !== 'away' && (player.condition === 'quiet' || shownAs() === null),
    does: (player) => player.tell('talk'),
  },
]

export function buttonsOf(hands: Hands): Button[] {
  const idOf = (figure: Figure): string => figure.shownAs() ?? hands.gate
  return DEEDS.map((deed) => {
    const able = (): Figure[] => hands.figures.filter((one) => one.role === deed.role && deed.fits(one))
    return {
      name: deed.name,
      label: deed.label,
      ids: () => [...new Set(able().map(idOf))],
      async inflict(id) {
        const meant = able().filter((figure) => idOf(figure) === id)
        if (meant.length === 0) throw new Error(`${deed.label}: not what this one can be asked for now`)
        for (const { name, player } of meant) {
          hands.pressed(`${name} ${deed.says}`, player)
          await deed.does(player)
        }
      },
    }
  })
}

/** Everybody is as they were at the beginning. */
export async function mend(figures: readonly Figure[]): Promise<void> {
  const healing = figures.map(async ({ role, player, shownAs }) => {
    if (player.condition === 'frozen') player.thaw()
    else if (player.condition === 'away') await player.start()
    else if (role === 'device' && (player.condition === 'quiet' || shownAs() === null)) player.tell('talk')
  })
  await Promise.all(healing)
}
