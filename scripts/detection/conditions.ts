/** What the network is like in each second: how likely a packet is to be lost, and how long one takes. */
import type { Random } from '../../src/clock/random.ts'
import type { DelayModel } from './delays.ts'

export interface Condition {
  /** The probability that a packet sent now is lost, from 0 to 1. */
  readonly loss: number
  readonly delay: DelayModel
}

/** The conditions of one interval after the other. */
export type Conditions = (random: Random) => () => Condition

/** Each packet is lost with the same probability, whatever became of the one before. */
export function independent(loss: number, delay: DelayModel): Conditions {
  const always = { loss, delay }
  return () => () => always
}

/** Bad times last this long on average, in intervals. */
export const BAD_INTERVALS = 3
/** What is lost in bad times. */
export const BAD_LOSS = 0.9
/** What is lost in good times, as a part of what is lost on the whole. */
export const GOOD_SHARE = 0.1

/**
 * The two states of Gilbert (1960) and Elliott (1963): bad times in which almost all is lost, good ones in which little
 * is. How often bad times come follows from the loss on the whole.
 */
export function bursty(loss: number, delay: DelayModel): Conditions {
  const good = { loss: GOOD_SHARE * loss, delay }
  const bad = { loss: BAD_LOSS, delay }
  const badShare = (loss - good.loss) / (bad.loss - good.loss)
  const recovers = 1 / BAD_INTERVALS
  const worsens = (recovers * badShare) / (1 - badShare)
  return (random) => {
    let now = random() < badShare ? bad : good
    return () => {
      const turns = random() < (now === bad ? recovers : worsens)
      if (turns) now = now === bad ? good : bad
      return now
    }
  }
}
