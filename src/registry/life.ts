/** Where a registration can go from where: every transition, and nothing else. */
import type { RegistrationState } from './registry.ts'

/** What happens to a registration. */
export type Happening =
  /** What it lives as long as is alive, or is not. */
  | 'owner.alive'
  | 'owner.dead'
  /** The registry confirmed that it is ours. */
  | 'confirmed'
  /** It did not, this time. */
  | 'unconfirmed'
  /** The session is over: the registry said so, or its time is up by our clock. */
  | 'over'
  /** Asked for, or the end of what it lives as long as. */
  | 'withdraw'

type Row = Readonly<Partial<Record<Happening, RegistrationState>>>

const TABLE: Readonly<Record<RegistrationState, Row>> = {
  waiting: { 'owner.alive': 'registering', withdraw: 'withdrawn' },
  registering: {
    confirmed: 'held',
    unconfirmed: 'registering',
    over: 'registering',
    'owner.dead': 'waiting',
    withdraw: 'withdrawn',
  },
  held: {
    confirmed: 'held',
    unconfirmed: 'doubtful',
    over: 'lost',
    'owner.dead': 'waiting',
    withdraw: 'withdrawn',
  },
  doubtful: {
    confirmed: 'held',
    unconfirmed: 'doubtful',
    over: 'lost',
    'owner.dead': 'waiting',
    withdraw: 'withdrawn',
  },
  lost: {
    confirmed: 'held',
    unconfirmed: 'lost',
    over: 'lost',
    'owner.dead': 'waiting',
    withdraw: 'withdrawn',
  },
  withdrawn: {},
}

/** Where it leads; null when it means nothing there. */
export function leadsTo(state: RegistrationState, happening: Happening): RegistrationState | null {
  return TABLE[state][happening] ?? null
}

/** Whether a session is under way in this state, or about to be. */
export function hasSession(state: RegistrationState): boolean {
  return state !== 'waiting' && state !== 'withdrawn'
}
