import { describe, expect, test } from 'vitest'
import { oneForAll, restForOne } from '../../src/supervisor/strategies.ts'
import { FakeChild, FakeCrew } from './support/fake-child.ts'

function group(strategy = oneForAll) {
  const crew = new FakeCrew({ strategy })
  const [a, b, c] = crew.begun('a', 'b', 'c')
  if (a === undefined || b === undefined || c === undefined) throw new Error('three children')
  /** What is said within so many ms, the accounting left out. */
  const steps = async (ms = 0): Promise<string[]> => {
    await crew.clock.advance(ms)
    return crew.heard().filter((what) => !what.startsWith('restart'))
  }
  return { crew, a, b, c, steps }
}

describe('Children that are started again together', () => {
  test('are halted one after the other, the last one first, each gone before the next', async () => {
    const { a, b, c, steps } = group()
    for (const child of [a, c]) child.manners = 20
    b.crash()
    expect(await steps(19)).toEqual(['down b', 'halt c'])
    expect(await steps(1)).toEqual(['down c', 'halt a'])
    expect(await steps(20)).toEqual(['down a'])
    expect(await steps(60)).toEqual(['begin a', 'begin b', 'begin c'])
  })

  test('wait until all are gone, should that take longer than the delay', async () => {
    const { a, b, steps } = group()
    a.manners = 300
    b.crash()
    expect(await steps(299)).not.toContain('begin b')
    expect(await steps(1)).toEqual(['down a', 'begin a', 'begin b', 'begin c'])
  })

  test('are no two groups: one that fails while they wait puts them off, and widens the scope', async () => {
    const { a, c, steps } = group(restForOne)
    c.crash()
    await steps(60)
    a.crash()
    expect(await steps(99)).toEqual(['down a', 'halt b', 'down b'])
    expect(await steps(1)).toEqual(['begin a', 'begin b', 'begin c'])
  })

  test('fail again at their start, and those that had begun are halted again', async () => {
    const { a, b, steps } = group()
    b.bugs.push('fails')
    a.crash()
    await steps(99)
    expect(await steps(1)).toEqual(['begin a', 'begin b', 'down b', 'halt a', 'down a'])
    expect(await steps(100)).toEqual(['begin a', 'begin b', 'begin c'])
  })

  test('fail again at their start: under rest_for_one those before it stay', async () => {
    const { a, b, steps } = group(restForOne)
    b.bugs.push('fails')
    a.crash()
    await steps(99)
    expect(await steps(1)).toEqual(['begin a', 'begin b', 'down b'])
    expect(await steps(100)).toEqual(['begin b', 'begin c'])
  })

  test('all start, though one that is none of them ends just then', async () => {
    const { crew, a, b, steps } = group(restForOne)
    b.crash()
    crew.onTell = (what) => {
      if (what === 'begin b') a.end()
    }
    expect(await steps(100)).toEqual([
      'down b',
      'halt c',
      'down c',
      'begin b',
      'down a',
      'finish a',
      'begin c',
    ])
  })

  test('throw at their start: that is a crash like any other', async () => {
    const { a, b, steps } = group()
    b.bugs.push('throws')
    a.crash()
    await steps(99)
    expect(await steps(1)).toEqual(['begin a', 'begin b', 'halt a', 'down a'])
    expect(await steps(100)).toEqual(['begin a', 'begin b', 'begin c'])
  })

  test('crash while they wait for their turn to be halted: that is the group’s end of them, and not counted', async () => {
    const { crew, a, b, c, steps } = group()
    c.manners = 20
    b.crash()
    await steps(10)
    a.crash()
    expect(crew.said).not.toContain('restart a in 100')
    expect(await steps(90)).toEqual(['down a', 'down c', 'begin a', 'begin b', 'begin c'])
    expect([a.restarts, b.restarts, c.restarts]).toEqual([1, 1, 1])
  })

  test('are none any more when each was stopped by its user: no timer stays', async () => {
    const { crew, a, b, c, steps } = group()
    b.crash()
    for (const child of [a, b, c]) void child.stop()
    await steps()
    expect(crew.clock.pending).toBe(0)
  })

  test('wait for nothing where the delay is 0, and let a bug at each start not take the event loop for itself', async () => {
    const crew = new FakeCrew({
      strategy: oneForAll,
      defaults: { intensity: { restarts: 1_000_000, withinMs: 10 } },
    })
    crew.children.beginAll()
    const child = crew.add('a', { restartDelayMs: 0 })
    child.bugs = Array.from({ length: 20_000 }, () => 'fails')
    child.crash()
    expect(child.lives).toBe(1)
    await crew.clock.runNext()
    expect(child.lives).toBe(2)
    crew.children.stopAll(false)
    expect(crew.clock.pending).toBe(0)
  })

  test('are halted in thousands without going deeper each time', async () => {
    const crew = new FakeCrew({ strategy: oneForAll })
    const children = crew.begun(...Array.from({ length: 10_000 }, (_, n) => `c${n}`))
    for (const child of children) child.manners = 'soon'
    children[0]?.crash()
    await crew.clock.advance(100)
    expect(children.every(({ isUp, lives }) => isUp && lives === 2)).toBe(true)
  })
})

describe('Children that are started together where dials are shared', () => {
  const waiting = async (): Promise<FakeCrew> => {
    const crew = new FakeCrew({ strategy: oneForAll, perSecond: 1 })
    const [a] = crew.begun('a', 'b')
    crew.dials?.leave(() => {})
    a?.crash()
    await crew.clock.advance(999)
    crew.heard()
    return crew
  }

  test('wait for leave once, for all of them', async () => {
    const crew = await waiting()
    await crew.clock.advance(1)
    expect(crew.heard()).toEqual(['begin a', 'begin b'])
  })

  test('do not wait any more when their supervisor stops, or one of them fails again', async () => {
    const stopped = await waiting()
    stopped.children.stopAll(false)
    expect(stopped.clock.pending).toBe(0)
    const crew = await waiting()
    await crew.children.restart(crew.entry('b'))
    const { child } = crew.entry('b')
    if (child instanceof FakeChild) child.crash()
    crew.heard()
    await crew.clock.advance(99)
    expect(crew.heard()).toEqual([])
    await crew.clock.advance(1)
    expect(crew.heard()).toEqual(['begin a', 'begin b'])
  })
})

describe('A child that its user starts again while its group', () => {
  test('waits begins at once, and the others with the group', async () => {
    const { crew, a, b, steps } = group()
    b.crash()
    await steps(50)
    await crew.children.restart(crew.entry('a'))
    expect(await steps()).toEqual(['begin a'])
    expect(await steps(50)).toEqual(['begin b', 'begin c'])
    expect([a.lives, b.lives]).toEqual([2, 2])
  })

  test('waits, and that fails then, does not make it forget those before it', async () => {
    const { crew, b, c, steps } = group(restForOne)
    b.crash()
    await steps(50)
    await crew.children.restart(crew.entry('c'))
    c.crash()
    expect(await steps(99)).toEqual(['begin c', 'down c'])
    expect(await steps(1)).toEqual(['begin b', 'begin c'])
  })

  test('is being halted begins as soon as it is gone, and is not halted again', async () => {
    const { crew, a, b, c, steps } = group()
    for (const child of [a, c]) child.manners = 20
    b.crash()
    void crew.children.restart(crew.entry('c'))
    expect(await steps(40)).toEqual(['down b', 'halt c', 'down c', 'begin c', 'halt a', 'down a'])
    expect(await steps(60)).toEqual(['begin a', 'begin b'])
    expect(c.lives).toBe(2)
  })

  test('waits, and that fails then, puts the whole group off', async () => {
    const { crew, a, b, steps } = group()
    b.crash()
    await steps(50)
    await crew.children.restart(crew.entry('a'))
    a.crash()
    expect(await steps(99)).toEqual(['begin a', 'down a'])
    expect(await steps(1)).toEqual(['begin a', 'begin b', 'begin c'])
  })
})

test('A child that its user stops while its group waits is not started with the others', async () => {
  const { crew, a, b, steps } = group()
  b.crash()
  void a.stop()
  expect(await steps(100)).toEqual([
    'down b',
    'halt c',
    'down c',
    'halt a',
    'down a',
    'finish a',
    'begin b',
    'begin c',
  ])
  expect(crew.entry('a').isOver).toBe(true)
})
