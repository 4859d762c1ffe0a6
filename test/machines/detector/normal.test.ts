import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { phiAt, zAt } from '../../../src/machines/detector/normal.ts'

/** How far off, as a share of what is right. */
function error(got: number, right: number): number {
  return Math.abs(got / right - 1)
}

/** From SciPy 1.17, −norm.logsf(z) / ln 10. */
const TAIL = [
  { z: -10, phi: 3.309260121306698e-24 },
  { z: -3, phi: 0.000586649313790066 },
  { z: -1.99, phi: 0.010236796998630704 },
  { z: 0, phi: 0.30102999566398114 },
  { z: 1, phi: 0.7995455414919703 },
  { z: 2, phi: 1.6430160801409368 },
  { z: 5, phi: 6.5426456723906545 },
  { z: 8, phi: 15.206142551017157 },
  { z: 20, phi: 88.5600953430756 },
  { z: 38, phi: 315.53978970396247 },
  { z: 50, phi: 544.9663358619966 },
  { z: 10_000, phi: 21714728.49425253 },
]

describe('the tail of the normal distribution', () => {
  test.each(TAIL)('has φ = $phi at z = $z, to 12 digits', ({ z, phi }) => {
    expect(error(phiAt(z), phi)).toBeLessThan(1e-12)
  })

  test('is 0 infinitely far below the mean, where detectors stand that have learned nothing', () => {
    expect(phiAt(-Infinity)).toBe(0)
  })

  test.each([-2, 2])('has no step at z = %d, where one formula gives way to another', (z) => {
    const step = 1e-7
    const [before, at, after] = [phiAt(z - step), phiAt(z), phiAt(z + step)]
    expect(before).toBeLessThan(at)
    expect(at).toBeLessThan(after)
    expect(error(after - at, at - before)).toBeLessThan(1e-4)
  })

  test('never falls', () => {
    const z = fc.double({ min: -60, max: 60, noNaN: true })
    fc.assert(
      fc.property(z, z, (one, other) => {
        expect(phiAt(Math.min(one, other))).toBeLessThanOrEqual(phiAt(Math.max(one, other)))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the z of a φ', () => {
  // From SciPy 1.17, norm.isf(10 ** -phi).
  test.each([
    { phi: 0.302, z: 0.0027961789171429487 },
    { phi: 0.5, z: 0.47827353237616266 },
    { phi: 1, z: 1.2815515655446004 },
    { phi: 2, z: 2.3263478740408408 },
    { phi: 3, z: 3.090232306167813 },
    { phi: 8, z: 5.612001244174789 },
    { phi: 16, z: 8.222082216130435 },
    { phi: 100, z: 21.273453560965322 },
  ])('is $z for $phi', ({ phi, z }) => {
    expect(error(zAt(phi), z)).toBeLessThan(1e-11)
  })

  test('is 0 where as much lies above as below, and is found there, too', () => {
    for (const phi of [phiAt(0), Math.log10(2)]) expect(zAt(phi)).toBeCloseTo(0, 12)
  })

  test('has that φ', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1_000, noNaN: true }), (phi) => {
        expect(error(phiAt(zAt(phi)), phi)).toBeLessThan(1e-12)
      }),
    )
  })
})
