/**
 * Planned change: a link is replaced by a new one before it ends. The new one is dialled, goes through its handshake and
 * is proven; only then sends go over it, and the old one is closed. As a value: whoever does without does not carry it.
 */
import { OptionError, type Transport } from '../transport/transport.ts'
import { checkOptions, choiceOption, deadlineOption, millisOption, numberOption } from './check.ts'
import { NEVER } from './never.ts'
import type { Plan, Rotation } from './options.ts'
import type { RotationRule } from './rotating.ts'
import { Rotating } from './rotator.ts'
import type { Proof } from './successor.ts'

export type { Rotation } from './options.ts'

/** How the links of a connection are replaced. */
export interface RotationOptions {
  /**
   * How old a link may become before it is replaced, in ms from its opening on; up to 2^31, shorter than `maxAgeMs`.
   * Default false: only when `rotate()` is called, or the transport hints at it.
   */
  readonly everyMs?: number | false
  /**
   * The share of `everyMs` that is left to chance, so that thousands do not rotate together: each age is drawn between
   * `everyMs × (1 − jitter)` and `everyMs`. From 0 to 1; default 0.2.
   */
  readonly jitter?: number
  /**
   * How long after its opening the first bytes of a new link are waited for, in ms. Default 5000; from 1 to 2^31. Beats
   * that are answered prove it at once: the first one does not wait for its turn.
   */
  readonly provenWithinMs?: number
  /**
   * What becomes of a new link that has stayed open for so long, and on which nothing was heard. `take`: that was proof
   * enough, for peers that speak only when spoken to. `refuse`: it does not take over, as `silent`. Default `refuse` where the
   * heartbeat asks for answers, else `take`.
   */
  readonly unheard?: 'take' | 'refuse'
  /**
   * How long the old link stays open after it was replaced, in ms, for answers that are under way; then it is closed, and
   * read until its peer has ended too or `closeTimeoutMs` is over. Default 1000; from 0 to 2^31.
   */
  readonly overlapMs?: number
}

/**
 * For `connect(id, transport, { rotation: rotation({ … }) })`: `connection.rotate()` replaces the link, make before break, and
 * so does its age, where `everyMs` says so. Each such dial draws from the budget of the supervisor's dials; one that comes
 * to nothing leaves the old link as it is, and is tried again after a delay of the connection's `backoff`, unless its `retry`
 * says no.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function rotation(options: RotationOptions = {}): Rotation {
  checkOptions('rotation', options, ['everyMs', 'jitter', 'provenWithinMs', 'unheard', 'overlapMs'])
  const { unheard } = options
  const everyMs = deadlineOption('rotation.everyMs', options.everyMs ?? false)
  const jitter = numberOption('rotation.jitter', options.jitter ?? 0.2, 0, 1)
  const withinMs = millisOption('rotation.provenWithinMs', options.provenWithinMs ?? 5_000, 1)
  const overlapMs = millisOption('rotation.overlapMs', options.overlapMs ?? 1_000, 0)
  const takes =
    unheard === undefined ? null : choiceOption('rotation.unheard', unheard, ['take', 'refuse']) === 'take'
  const proofOf = (plan: Plan, transport: Transport): Proof => {
    checkFit(everyMs, plan, transport.once ?? false)
    return { withinMs, takesUnheard: takes ?? !answers(plan) }
  }
  const rule: RotationRule = {
    rotator: (plan, transport, host) =>
      new Rotating({ everyMs, jitter, overlapMs, proofOf }, plan, transport, host),
  }
  return Object.freeze(rule)
}

function checkFit(everyMs: number, { maxAgeMs }: Plan, once: boolean): void {
  if (once) throw new OptionError('rotation', 'this transport can be dialled once only')
  if (everyMs < NEVER && everyMs >= maxAgeMs) {
    throw new OptionError('rotation.everyMs', `expected less than maxAgeMs, ${maxAgeMs}, got ${everyMs}`)
  }
}

/** Whether a peer that is well says so when it is asked. */
function answers({ heartbeat }: Plan): boolean {
  return heartbeat?.beats === true && heartbeat.learnsFrom === 'answers'
}
