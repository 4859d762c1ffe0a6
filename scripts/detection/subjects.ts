/** The detectors of the study. Each has one parameter that is left free, by which all are tuned to be equally quick. */
import { adaptive } from '../../src/machines/detector/adaptive.ts'
import type { Detector, DetectorLimits } from '../../src/machines/detector/detector.ts'
import { fixed } from '../../src/machines/detector/fixed.ts'
import { phiAt, zAt } from '../../src/machines/detector/normal.ts'
import { phi } from '../../src/machines/detector/phi.ts'

export interface Subject {
  readonly name: string
  /** What is fixed about it, and what is free. */
  readonly about: string
  /** The free parameter, in the scale in which detection times grow in proportion to it. */
  readonly range: { readonly from: number; readonly to: number }
  /** How that is written as an option. */
  readonly shown: (free: number) => string
  readonly detector: (free: number) => Detector
}

/**
 * Wider than anybody's needs, so that detectors are compared rather than limits. In the library limits are `timeoutMs`
 * and what `suspect.forMs` adds, and bound every detector.
 */
const WIDE: DetectorLimits = { suspectMs: 60_000, deadMs: 180_000 }

/** The least deviation of phi, and the least margin of adaptive: a tenth of the interval. */
const LEAST_MS = 100
/** The default proportion of phi's two thresholds. */
const PHI_PROPORTION = 4
const PHI_HIGHEST = 100
const TIMES_HIGHEST = 100

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'fixed',
    about: '`timeoutMs` is free; the verdict after three of them',
    range: { from: 10, to: 60_000 },
    shown: millis('timeoutMs'),
    detector: (free) => fixed.detector({ suspectMs: free, deadMs: 3 * free }),
  },
  {
    name: 'phi by φ',
    about: `\`suspectAt\` is free; \`threshold\` four times that, \`acceptablePauseMs\` 0, \`minDeviationMs\` ${LEAST_MS}, \`window\` 100`,
    range: { from: zAt(0.5), to: zAt(PHI_HIGHEST) },
    shown: (free) => `suspectAt ${phiAt(free).toFixed(2)}`,
    detector: (free) => {
      const suspectAt = Math.min(PHI_HIGHEST, Math.max(0.5, phiAt(free)))
      return phi({
        suspectAt,
        threshold: Math.min(PHI_HIGHEST, PHI_PROPORTION * suspectAt),
        acceptablePauseMs: 0,
        minDeviationMs: LEAST_MS,
      }).detector(WIDE)
    },
  },
  {
    name: 'phi by pause',
    about: `\`acceptablePauseMs\` is free; \`suspectAt\` 2, \`threshold\` 8, \`minDeviationMs\` ${LEAST_MS}, \`window\` 100`,
    range: { from: 0, to: 60_000 },
    shown: millis('acceptablePauseMs'),
    detector: (free) => phi({ acceptablePauseMs: free, minDeviationMs: LEAST_MS }).detector(WIDE),
  },
  {
    name: 'adaptive constant',
    about: '`suspectMarginMs` is free; `deadMarginMs` three times that, `window` 100',
    range: { from: 10, to: 60_000 },
    shown: millis('suspectMarginMs'),
    detector: (free) =>
      adaptive({ margin: 'constant', suspectMarginMs: free, deadMarginMs: 3 * free }).detector(WIDE),
  },
  {
    name: 'adaptive deviation',
    about: `\`suspectTimes\` is free; \`deadTimes\` twice that, both margins at least ${LEAST_MS} ms`,
    range: { from: 0, to: TIMES_HIGHEST },
    shown: (free) => `suspectTimes ${free.toFixed(2)}`,
    detector: (free) =>
      adaptive({
        suspectTimes: free,
        deadTimes: Math.min(TIMES_HIGHEST, 2 * free),
        suspectMarginMs: LEAST_MS,
        deadMarginMs: LEAST_MS,
      }).detector(WIDE),
  },
]

function millis(option: string): (free: number) => string {
  return (free) => `${option} ${free.toFixed(0)}`
}
