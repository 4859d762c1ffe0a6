import { describe, expect, test } from 'vitest'
import {
  afterKey,
  broughtTo,
  carriedOn,
  dragged,
  FIRST_WIDTH_MS,
  type Looking,
  lookingAt,
  nearer,
  paused,
  resumed,
} from '../../../../visualizations/inspector/src/timeline/looking.ts'
import { widthOf } from '../../../../visualizations/inspector/src/timeline/scale.ts'

const KNOWN = { from: 0, to: 600_000 }
const begin = lookingAt(KNOWN.to)
const press = (looking: Looking, ...keys: readonly string[]) =>
  keys.reduce((before, key) => afterKey(before, key, KNOWN) ?? before, looking)

test('At first the present is followed, half a minute wide', () => {
  expect(begin).toMatchObject({ isFollowing: true, cursor: null })
  expect(widthOf(begin.view)).toBe(FIRST_WIDTH_MS)
})

test('While it is followed the view moves on; while it is held it stays', () => {
  const later = { from: 0, to: 601_000 }
  expect(carriedOn(begin, later).view.to - begin.view.to).toBe(1_000)
  const held = paused(begin)
  expect(carriedOn(held, later)).toBe(held)
})

test('Time that stands still changes nothing, so that nothing is drawn', () => {
  expect(carriedOn(begin, KNOWN)).toBe(begin)
})

test('A view that was held does not stay on what has been forgotten', () => {
  const held = broughtTo(begin, 10_000, KNOWN)
  expect(carriedOn(held, { from: 300_000, to: 600_000 }).view.from).toBeGreaterThanOrEqual(300_000)
})

test('Who scrolls back leaves the present, and at its edge follows it again', () => {
  const back = dragged(begin, -30_000, KNOWN)
  expect(back.isFollowing).toBe(false)
  expect(dragged(back, 10_000, KNOWN).isFollowing).toBe(false)
  expect(dragged(back, 60_000, KNOWN).isFollowing).toBe(true)
})

test('Zooming while the present is followed keeps it followed', () => {
  const near = nearer(begin, 0.5, 590_000, KNOWN)
  expect(near.isFollowing).toBe(true)
  expect(widthOf(near.view)).toBeCloseTo(FIRST_WIDTH_MS / 2)
  expect(near.view.to).toBeGreaterThanOrEqual(KNOWN.to)
})

test('A moment that is stood on is in view, and does not run away', () => {
  const there = broughtTo(begin, 100_000, KNOWN)
  expect(there.isFollowing).toBe(false)
  expect(there.view.from).toBeLessThan(100_000)
  expect(there.view.to).toBeGreaterThan(100_000)
})

describe('by keyboard', () => {
  test('Space holds the view, and lets it go on', () => {
    expect(press(begin, ' ').isFollowing).toBe(false)
    expect(press(begin, ' ', ' ')).toEqual(resumed(begin, KNOWN))
  })

  test('Arrows move a cursor from the present on, and never beyond what is known', () => {
    const step = press(begin, 'ArrowLeft')
    expect(step).toMatchObject({ cursor: 599_700, isFollowing: false })
    expect(press(step, 'ArrowRight', 'ArrowRight').cursor).toBe(KNOWN.to)
  })

  test('A cursor that leaves the view takes it along', () => {
    const far = press(begin, ...Array.from({ length: 150 }, () => 'ArrowLeft'))
    expect(far.cursor).toBe(555_000)
    expect(far.view.from).toBeLessThan(555_000)
    expect(press(begin, 'Home')).toMatchObject({ cursor: 0 })
  })

  test('Plus and minus zoom in and out by as much', () => {
    const held = press(begin, ' ')
    expect(widthOf(press(held, '+').view)).toBeLessThan(FIRST_WIDTH_MS)
    expect(widthOf(press(held, '+', '-').view)).toBeCloseTo(FIRST_WIDTH_MS)
  })

  test('End goes back to the present', () => {
    expect(press(begin, 'Home', 'End')).toMatchObject({ isFollowing: true, cursor: null })
  })

  test('Other keys are left to others', () => {
    expect(afterKey(begin, 'x', KNOWN)).toBeNull()
    expect(afterKey(begin, 'Tab', KNOWN)).toBeNull()
  })
})
