/** How well a peer was watched, in figures: of one connection, or of many together. */
import { type Quantiles, Sketch } from './sketch.ts'

/** What watching has seen and cost. Figures of a connection are over all its links, those of a supervisor over all its connections. */
export interface Quality {
  /** Round-trip times of matched answers, in ms (right within 10 %); null when none was ever measured. */
  readonly rttMs: Quantiles | null
  /** Signs of life that did not come in time. */
  readonly misses: number
  /** Times that a peer became suspect. Those that led to no verdict were refuted, or the link ended otherwise. */
  readonly suspicions: number
  /** Verdicts: links that ended as `silent`. */
  readonly verdicts: number
  /** From the last sign of life to the verdict, in ms of attention (right within 10 %); null without a verdict. */
  readonly detectionMs: Quantiles | null
  /** Times that this process did not run for 100 ms or more while a link was open, whose peer was heard again afterwards. */
  readonly stalls: number
}

/** The same while it is gathered. What is noted of a connection is noted of its supervisor too. */
export class QualityRecord {
  misses = 0
  suspicions = 0
  verdicts = 0
  stalls = 0
  detection: Sketch | null = null
  readonly #sum: QualityRecord | null

  /** @param sum what this one is a part of. */
  constructor(sum: QualityRecord | null = null) {
    this.#sum = sum
  }

  miss(): void {
    this.misses += 1
    this.#sum?.miss()
  }

  suspect(): void {
    this.suspicions += 1
    this.#sum?.suspect()
  }

  /** The verdict is in, after so long a silence. */
  convict(silentMs: number): void {
    this.verdicts += 1
    this.detection ??= new Sketch()
    this.detection.add(silentMs)
    this.#sum?.convict(silentMs)
  }

  /** A link has ended that lived through so many stalls. */
  survive(stalls: number): void {
    this.stalls += stalls
    this.#sum?.survive(stalls)
  }

  /** @param stalls those that links which are still open have lived through. */
  quality(rtt: Sketch | null, stalls: number): Quality {
    return {
      rttMs: rtt?.summary() ?? null,
      misses: this.misses,
      suspicions: this.suspicions,
      verdicts: this.verdicts,
      detectionMs: this.detection?.summary() ?? null,
      stalls: this.stalls + stalls,
    }
  }
}
