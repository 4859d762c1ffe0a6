/**
 * The life of an identity: every transition there is. It outlives links, and needs none while visits keep coming. Nobody
 * runs it as an actor, which would be 2 kB for each of thousands: {@link phaseAfter} reads the arrows off it. What its
 * states mean in words stands in `src/charts/meanings.ts`.
 */
import { createMachine } from 'xstate'

/** Where an identity is in its life. `gone` is its end: it is in no table any more. */
export type IdentityPhase = 'alive' | 'suspect' | 'dead' | 'gone'

/** What happens to an identity. */
export interface IdentityEvent {
  /** Which of it. */
  readonly type: /** A link of it came, or one that was suspect was heard. */
    | 'peer.heard'
    /** All its links are suspect; or there is none, and a visit is late. */
    | 'peer.silent'
    /** The visits have stopped: the verdict. */
    | 'peer.lost'
    /** Its last link has ended, and no visits are expected of it. */
    | 'links.ended'
    /** It was dead for long enough, its place was needed, or somebody asked for it. */
    | 'identity.forgotten'
}

/** The chart of an identity, as an XState machine: to draw it, or to test against it. */
export const identityChart = createMachine({
  types: {} as { events: IdentityEvent },
  id: 'identity',
  initial: 'alive',
  states: {
    alive: {
      on: {
        'peer.silent': { target: 'suspect' },
        'links.ended': { target: 'dead' },
        'identity.forgotten': { target: 'gone' },
      },
    },
    suspect: {
      on: {
        'peer.heard': { target: 'alive' },
        'peer.lost': { target: 'dead' },
        'links.ended': { target: 'dead' },
        'identity.forgotten': { target: 'gone' },
      },
    },
    dead: {
      on: {
        'peer.heard': { target: 'alive' },
        'identity.forgotten': { target: 'gone' },
      },
    },
    gone: { type: 'final' },
  },
})

const PHASES: readonly IdentityPhase[] = ['alive', 'suspect', 'dead', 'gone']

/** Where an event leads; null where it leads nowhere. */
export function phaseAfter(phase: IdentityPhase, event: IdentityEvent['type']): IdentityPhase | null {
  return ARROWS.get(`${phase} ${event}`) ?? null
}

const ARROWS: ReadonlyMap<string, IdentityPhase> = new Map(
  Object.values(identityChart.root.states).flatMap(({ key, transitions }) =>
    [...transitions].flatMap(([event, [arrow]]) => {
      const target = PHASES.find((phase) => phase === arrow?.target?.[0]?.key)
      return target === undefined ? [] : [[`${key} ${event}`, target] as const]
    }),
  ),
)
