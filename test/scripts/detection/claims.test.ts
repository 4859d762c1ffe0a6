/** What docs/detectors.md says of the figures in words is so. */
import { describe, expect, test } from 'vitest'
import { NETWORKS, type Network } from '../../../scripts/detection/networks.ts'
import { committed } from './support/committed.ts'

const steady = NETWORKS.filter(({ pattern }) => pattern !== 'changing')
const TARGETS = ['2.00', '3.00', '5.00']

interface Compared {
  readonly own: number
  readonly fixed: number
}

/** Mistakes per hour of a detector, and of `fixed` at the same detection time, where there are enough to compare. */
function compared(detector: string, networks: readonly Network[], targets = TARGETS): Compared[] {
  return networks.flatMap(({ name }) =>
    targets.flatMap((target) => {
      const own = mistakes(name, detector, target)
      const fixed = mistakes(name, 'fixed', target)
      return own === null || fixed === null || fixed < 3 ? [] : [{ own, fixed }]
    }),
  )
}

function mistakes(network: string, detector: string, target: string): number | null {
  const row = committed.study.find(
    (one) =>
      one.network === network && one.part === '' && one.detector === detector && one.target_s === target,
  )
  return row === undefined || row.option === '' ? null : Number(row.mistakes_per_hour)
}

function detectionIn(part: string, detector: string): number {
  const row = committed.study.find(
    (one) =>
      one.network === 'stream changing' &&
      one.part === part &&
      one.detector === detector &&
      one.target_s === '3.00',
  )
  return Number(row?.detection_s)
}

function shipped(network: string, preset: string, detector: string) {
  const row = committed.shipped.find(
    (one) => one.network === network && one.preset === preset && one.detector === detector,
  )
  if (row === undefined) throw new Error(`${network}, ${preset}, ${detector} is not in the figures`)
  return {
    deadS: Number(row.dead_s),
    suspicions: Number(row.wrong_suspicions_per_day),
    verdicts: Number(row.wrong_verdicts_per_day),
  }
}

describe('On networks that stay the same', () => {
  test('a constant margin that learns its mean is as good as fixed, within a fifth in almost all cases', () => {
    const pairs = compared('adaptive constant', steady)
    const close = pairs.filter(({ own, fixed }) => Math.abs(own / fixed - 1) < 0.2)
    expect(pairs.length).toBeGreaterThan(50)
    expect(close.length / pairs.length).toBeGreaterThan(0.95)
  })

  test('multiples of the deviation make more mistakes: mostly about twice as many, on some over twenty times', () => {
    const ratios = compared('adaptive deviation', steady).map(({ own, fixed }) => own / fixed)
    expect(Math.min(...ratios)).toBeGreaterThan(1)
    expect(Math.max(...ratios)).toBeGreaterThan(20)
    const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]
    expect(middle).toBeGreaterThan(1.5)
    expect(middle).toBeLessThan(2.5)
  })

  test('phi by φ is ahead of fixed at heavy loss alone, and by a little', () => {
    const light = steady.filter(({ lossPercent }) => lossPercent !== null && lossPercent <= 20)
    const ahead = compared('phi by φ', light).filter(({ own, fixed }) => own < 0.9 * fixed)
    expect(ahead).toEqual([])
    const heavy = steady.filter(({ lossPercent, pattern }) => lossPercent === 30 && pattern === 'independent')
    const ratios = compared('phi by φ', heavy, ['2.00']).map(({ own, fixed }) => own / fixed)
    expect(Math.min(...ratios)).toBeGreaterThan(0.8)
    expect(Math.min(...ratios)).toBeLessThan(1)
  })

  test('the distribution of delays hardly matters', () => {
    const rates = ['exponential', 'log-normal', 'Pareto'].map(
      (delay) => mistakes(`messages ${delay} independent 10 %`, 'fixed', '3.00') ?? 0,
    )
    expect(Math.max(...rates) / Math.min(...rates)).toBeLessThan(1.1)
  })
})

describe('Over changing times', () => {
  test('phi by φ finds a crash in good times in less than half the time of fixed, and later in bad ones', () => {
    expect(detectionIn('good', 'phi by φ')).toBeLessThan(detectionIn('good', 'fixed') / 2)
    expect(detectionIn('congested', 'phi by φ')).toBeGreaterThan(detectionIn('congested', 'fixed'))
    expect(detectionIn('handovers', 'phi by φ')).toBeGreaterThan(detectionIn('handovers', 'fixed'))
  })

  test('nobody gets through the handovers without a suspicion each', () => {
    const rows = committed.study.filter(
      ({ network, part, target_s }) =>
        network === 'stream changing' && part === 'handovers' && target_s === '3.00',
    )
    expect(rows).toHaveLength(5)
    for (const row of rows) expect(Number(row.mistakes_per_hour), row.detector).toBeGreaterThan(55)
  })
})

describe('As they come', () => {
  test('those that learn convict in about half the time of fixed', () => {
    for (const network of ['site', 'internet', 'changing'])
      for (const detector of ['phi()', 'adaptive()']) {
        const share =
          shipped(network, 'internet', detector).deadS / shipped(network, 'internet', 'fixed').deadS
        expect(share).toBeGreaterThan(0.4)
        expect(share).toBeLessThan(0.6)
      }
  })

  test('the default made no wrong verdict anywhere', () => {
    for (const network of ['site', 'internet', 'changing'])
      expect(shipped(network, 'internet', 'fixed').verdicts).toBe(0)
  })

  test('those that learn are wrong about once a week over changing times', () => {
    for (const detector of ['phi()', 'adaptive()']) {
      const { verdicts } = shipped('changing', 'internet', detector)
      expect(verdicts * 7).toBeGreaterThan(0.5)
      expect(verdicts * 7).toBeLessThan(2)
    }
  })

  test('a preset for one site suspects healthy peers of the internet about a thousand times a day', () => {
    const { suspicions } = shipped('internet', 'lan', 'fixed')
    expect(suspicions).toBeGreaterThan(700)
    expect(suspicions).toBeLessThan(1_500)
  })
})
