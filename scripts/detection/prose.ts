/** What stands above the whole table: every number that a reader needs to make it again. */
import { BAD_INTERVALS, BAD_LOSS, GOOD_SHARE } from './conditions.ts'
import { WARM_UP } from './measure.ts'
import { EVERY_MS, HEARTBEATS, MEAN_DELAY_MS, RETRANSMIT_MS, SIGMA } from './networks.ts'
import { REGIMES } from './regimes.ts'
import { SUBJECTS } from './subjects.ts'

const HOURS = ((HEARTBEATS * EVERY_MS) / 3_600_000).toFixed(1)

export function aboutTable(): string {
  return [
    '# Detectors: the whole table',
    '',
    '<!-- Made by `npm run detection`; do not edit. -->',
    '',
    'Which detector to choose is in [detectors.md](detectors.md). This is the table behind it, made by `npm run',
    'detection` from seeds, the same at every run.',
    '',
    `A peer sends a heartbeat every ${EVERY_MS / 1_000} s (η), one way. Each detector hears the same ${HEARTBEATS.toLocaleString('en')} of them`,
    `(${HOURS} h) on each network, after ${WARM_UP.toLocaleString('en')} to learn from. Its one free parameter is set so that the mean of`,
    'T_D is the same for all. Then:',
    '',
    '- **T_D**: from a crash at a random moment to the suspicion that stays. 99 %: one crash in a hundred took longer.',
    '- **λ_M**: how often a peer that was up became suspect. **T_M**: how long it stayed so, on average.',
    '- **P_A**: the share of time in which a peer that was up was not suspect.',
    '- **verdict**: from a crash to `dead`, on average, with the second threshold as given below. **false verdicts**: how',
    '  often a peer that was up came so far. What they cost at another time is what λ_M is at that T_D.',
    `- **none**: not seen in ${HOURS} h, so likely less than ${(3 / Number(HOURS)).toFixed(2)} per hour. **out of reach**: no value of the option is that quick, or slow.`,
    '',
    'The measures are those of W. Chen, S. Toueg and M. K. Aguilera, "On the Quality of Service of Failure Detectors"',
    '(2002).',
    '',
    '| detector | what is free, and what is not |',
    '| --- | --- |',
    ...SUBJECTS.map(({ name, about }) => `| ${name} | ${about} |`),
    '',
    'Limits (`timeoutMs`, `suspect.forMs`) are far away here, so that detectors are compared and not limits. In the',
    'library they bound every detector, the longest times of this table with them.',
  ].join('\n')
}

export const NETWORKS_ABOUT = [
  [
    `Delays have a mean of ${MEAN_DELAY_MS} ms: exponential; log-normal with σ = ${SIGMA}; Pareto of shape 2, whose deviation is infinite.`,
    `Loss is independent, or bursty as E. N. Gilbert (1960) and E. O. Elliott (1963) have it: bad times of ${BAD_INTERVALS} s on`,
    `average, in which ${BAD_LOSS * 100} % is lost, and good ones, in which a ${tenth(GOOD_SHARE)} of the loss on the whole is.`,
  ].join('\n'),
  [
    '**Messages** are lost, and overtaken. **A stream** (TCP, TLS, WebSocket) loses nothing: what is lost is sent again',
    `${RETRANSMIT_MS} ms later, then after twice that, and so on, and all that was written meanwhile waits behind it. Loss shows as`,
    'delay.',
  ].join('\n'),
  [
    '**Changing times** are forty minutes, over and over:',
    '',
    ...REGIMES.map(({ name, about, intervals }) => `- ${name}, ${intervals / 60} min: ${about}`),
  ].join('\n'),
]

function tenth(share: number): string {
  if (share !== 0.1) throw new Error(`say ${share} in words`)
  return 'tenth'
}
