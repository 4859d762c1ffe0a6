/**
 * The committed figures are those of the detectors as they are now. All of them take a minute, so these are made again:
 * three networks of forty-six (all detectors, all targets), the presets in one place of three, the check against the
 * closed form at one loss of five, and the pass of the changing times.
 */
import { describe, expect, test } from 'vitest'
import { studyRows } from '../../../scripts/detection/figures.ts'
import { NETWORKS } from '../../../scripts/detection/networks.ts'
import { scheduleRows } from '../../../scripts/detection/schedule.ts'
import { PLACES, shippedRows } from '../../../scripts/detection/shipped.ts'
import { traceRows } from '../../../scripts/detection/trace.ts'
import { committed } from './support/committed.ts'

const STALE = 'stale: run `npm run detection`'
const AGAIN = ['messages exponential independent 5 %', 'stream log-normal bursty 5 %', 'messages changing']

describe('The committed figures', () => {
  test.each(AGAIN)('are what is simulated now for %s', (name) => {
    const network = NETWORKS.find((known) => known.name === name)
    if (network === undefined) throw new Error(`no network of the name ${name}`)
    expect(
      committed.study.filter((row) => row.network === name),
      STALE,
    ).toEqual(studyRows(network))
  })

  test('are what is simulated now for the presets', () => {
    const place = PLACES.find(({ name }) => name === 'internet')
    if (place === undefined) throw new Error('no such place')
    expect(
      committed.shipped.filter((row) => row.network === place.name),
      STALE,
    ).toEqual(shippedRows(place))
  })

  test('are what is simulated now against the closed form', () => {
    const rows = committed.schedule.filter(({ loss }) => loss === '10 %')
    expect(rows, STALE).toEqual(scheduleRows(10))
  })

  test('are what is simulated now over changing times', () => {
    expect(committed.trace, STALE).toEqual(traceRows())
  })

  test('know every network and every place, and no other', () => {
    expect([...new Set(committed.study.map(({ network }) => network))]).toEqual(
      NETWORKS.map(({ name }) => name),
    )
    expect([...new Set(committed.shipped.map(({ network }) => network))]).toEqual(
      PLACES.map(({ name }) => name),
    )
  })
})
