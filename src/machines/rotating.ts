/** Replacing links by new ones, as connections know of it: types, and how a connection gets its rotator. */
import type { Cause, Transport } from '../transport/transport.ts'
import type { ConnectionEvent, Phase } from './events.ts'
import type { Plan, Rotation } from './options.ts'
import type { Session } from './session.ts'
import type { SessionOwner } from './session-owner.ts'
import type { Counts } from './traffic.ts'
import type { World } from './world.ts'

/** Why a link is to be replaced: a call of `rotate`, its age, or a hint of its transport. */
export type RotationReason = 'asked' | 'age' | 'hint'

/** How a link is replaced. */
export interface RotateOptions {
  /**
   * Whether the new link is to lead elsewhere, since the endpoint of the present one is about to go away: `failover` passes
   * over that one for `failedForMs`. Without meaning where there is but one endpoint. Default false.
   */
  readonly elsewhere?: boolean
}

/** What becomes of a rotation; `generation` is that of the new link. */
export type RotationNews =
  | { readonly kind: 'rotating'; readonly generation: number; readonly why: RotationReason }
  | { readonly kind: 'rotated'; readonly generation: number; readonly route?: string }
  | {
      readonly kind: 'not-rotated'
      readonly generation: number
      readonly cause: Cause
      readonly retryMs?: number
    }

/** The connection whose links are replaced. */
export interface RotationHost extends SessionOwner {
  readonly world: World
  /** Of the link that carries what is sent. */
  readonly session: Session
  readonly phase: Phase
  /** This one is that session from now on. */
  replace(session: Session): void
  /** For the chart. */
  report(event: ConnectionEvent): void
  rotationTold(news: RotationNews): void
}

/** Replaces the links of one connection. */
export interface Rotator {
  /** Whether there are links beside the connection's own. */
  readonly isBusy: boolean
  /** What went over all links, those that were replaced included. */
  readonly counts: Counts
  /**
   * What holds, and what is dialled, from the next link on.
   * @throws OptionError when it does not go with the rotation; everything is as it was then.
   */
  replan(plan: Plan, transport: Transport): void
  /** See `Connection.rotate`. */
  rotate(options: RotateOptions): Promise<void>
  /** The transport says that another link would be better. */
  hinted(): void
  /** The connection has entered this phase; told before anybody else. */
  phaseChanged(to: Phase): void
  /** Ends what there is beside the connection's own link; `now` destroys it. */
  halt(now: boolean): void
}

/** The rule behind the option. */
export interface RotationRule extends Rotation {
  rotator(plan: Plan, transport: Transport, host: RotationHost): Rotator
}

/** @returns null where links are not replaced. */
export function rotatorOf(plan: Plan, transport: Transport, host: RotationHost): Rotator | null {
  const { rotation } = plan
  return isRule(rotation) ? rotation.rotator(plan, transport, host) : null
}

function isRule(rotation: Rotation | null): rotation is RotationRule {
  return rotation !== null
}
