import { describe, expect, test } from 'vitest'
import { Lifetime } from '../../src/machines/lifetime.ts'
import { FakeCrew } from './support/fake-child.ts'

describe('What is known of a child', () => {
  test('is whether it is up, being halted, resting or over', () => {
    const crew = new FakeCrew()
    const child = crew.add('a', { manners: 'never' })
    const entry = crew.entry('a')
    const seen = () => [entry.state, entry.isUp, entry.isHalting, entry.isOver]
    expect(seen()).toEqual(['declared', false, false, false])
    crew.children.beginAll()
    expect(seen()).toEqual(['up', true, false, false])
    crew.children.halt(entry)
    expect(seen()).toEqual(['halting', true, true, false])
    child.halt({ now: true })
    expect(seen()).toEqual(['resting', false, false, false])
    crew.children.finish()
    expect(seen()).toEqual(['over', false, false, true])
  })

  test('counts restarts: not the first start, and a start after a crash when it crashed', () => {
    const crew = new FakeCrew()
    const child = crew.add('a')
    const entry = crew.entry('a')
    entry.rise(null)
    expect(child.restarts).toBe(0)
    entry.rest()
    entry.fail(500)
    expect([child.restarts, entry.restartAt]).toEqual([1, 500])
    entry.rise(null)
    expect([child.restarts, entry.restartAt]).toEqual([1, null])
    entry.rest()
    entry.rise(null)
    expect(child.restarts).toBe(2)
  })

  test('is for how long its latest life went well, where that is measured', async () => {
    const crew = new FakeCrew()
    crew.add('a')
    const entry = crew.entry('a')
    entry.rise(new Lifetime(crew.wheels, 5_000))
    await crew.clock.advance(700)
    crew.clock.stall(60_000)
    await crew.clock.advance(300)
    entry.rest()
    expect(entry.livedMs).toBeGreaterThanOrEqual(1_000)
    expect(entry.livedMs).toBeLessThan(1_300)
    expect(crew.wheels.armed).toBe(0)
    entry.rise(null)
    await crew.clock.advance(700)
    entry.rest()
    expect(entry.livedMs).toBe(0)
  })

  test('says who is started with its siblings: whoever finished, but none that was stopped, given up or temporary', () => {
    const crew = new FakeCrew()
    const wanted = (id: string, ...ends: ('stopped' | 'given up' | 'over')[]) => {
      const entry = crew.entry(id)
      if (ends.includes('stopped')) Object.assign(entry.child, { stopAsked: true })
      if (ends.includes('given up')) entry.isGivenUp = true
      if (ends.includes('over')) entry.state = 'over'
      return entry.isWanted
    }
    for (const id of ['rests', 'finished', 'stopped', 'hopeless']) crew.add(id)
    for (const id of ['brief', 'done']) crew.add(id, { restart: 'temporary' })
    expect(wanted('rests')).toBe(true)
    expect(wanted('finished', 'over')).toBe(true)
    expect(wanted('stopped', 'stopped')).toBe(false)
    expect(wanted('hopeless', 'given up', 'over')).toBe(false)
    expect(wanted('brief')).toBe(true)
    expect(wanted('done', 'over')).toBe(false)
  })
})

describe('Another one in the place of one that has ended for good', () => {
  test('is made once, keeps the count of restarts, and is nobody’s that was given up', () => {
    const crew = new FakeCrew()
    const first = crew.add('a')
    const entry = crew.entry('a')
    first.restarts = 3
    expect(entry.renew(crew)).toBe(true)
    expect(entry.child).toBe(first)
    entry.isGivenUp = true
    entry.state = 'over'
    expect(entry.renew(crew)).toBe(true)
    expect(entry.child).not.toBe(first)
    expect([entry.child.restarts, entry.isGivenUp, entry.state]).toEqual([3, false, 'declared'])
  })

  test('cannot be made of what can be started only once', () => {
    const crew = new FakeCrew()
    crew.add('a', { once: true })
    const entry = crew.entry('a')
    entry.state = 'over'
    expect(entry.renew(crew)).toBe(false)
    expect(entry.isWanted).toBe(false)
  })
})

test('Whoever waits for the end of a life is told after those who asked before', () => {
  const crew = new FakeCrew()
  crew.children.beginAll()
  crew.add('a').manners = 'never'
  const told: string[] = []
  crew.entry('a').afterwards(() => told.push('first'))
  crew.entry('a').afterwards(() => told.push('second'))
  expect(told).toEqual([])
  crew.entry('a').child.halt({ now: true })
  expect(told).toEqual(['first', 'second'])
})
