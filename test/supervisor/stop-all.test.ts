import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../src/testing/index.ts'
import { FakeCrew } from './support/fake-child.ts'

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`)

describe('Stopping all children', () => {
  test('halts one after the other, the last one first, and tells when all are gone', async () => {
    const crew = new FakeCrew()
    for (const child of crew.begun('a', 'b')) child.manners = 10
    crew.children.stopAll(false)
    expect(crew.heard()).toEqual(['halt b'])
    await crew.clock.advance(10)
    expect(crew.heard()).toEqual(['down b', 'halt a'])
    await crew.clock.advance(10)
    expect(crew.heard()).toEqual(['down a', 'gone'])
  })

  test('lets them go in their turn where nobody will start them again, those that rest as well', async () => {
    const crew = new FakeCrew()
    const [, b] = crew.begun('a', 'b', 'c')
    b?.crash()
    crew.heard()
    crew.isEnding = true
    crew.children.stopAll(false)
    expect(crew.heard()).toEqual([
      'halt c',
      'down c',
      'finish c',
      'finish b',
      'halt a',
      'down a',
      'finish a',
      'gone',
    ])
    expect(crew.clock.pending).toBe(0)
  })

  test('lets temporary ones go, whether it ended them or they ended by themselves meanwhile', () => {
    const crew = new FakeCrew()
    crew.children.beginAll()
    const first = crew.add('first', { restart: 'temporary' })
    crew.add('second', { restart: 'temporary' })
    crew.add('last', { manners: 'never' })
    crew.children.stopAll(false)
    first.end()
    expect(crew.entry('first').isOver).toBe(true)
    crew.children.hurry()
    expect(crew.entry('second').isOver).toBe(true)
    expect(crew.entry('last').state).toBe('resting')
  })

  test('now, and again now, destroys each once', () => {
    const crew = new FakeCrew()
    for (const child of crew.begun('a', 'b')) child.manners = 'never'
    crew.children.stopAll(false)
    crew.children.hurry()
    crew.children.hurry()
    expect(crew.heard()).toEqual(['halt b', 'kill b', 'down b', 'kill a', 'down a', 'gone'])
  })

  test('together halts all of them before any is gone, those included that were being halted', async () => {
    const crew = new FakeCrew({ isDynamic: true })
    const [a, b, c] = crew.begun('a', 'b', 'c')
    for (const child of [a, b, c]) if (child !== undefined) child.manners = 10
    void c?.stop()
    void crew.children.restart(crew.entry('b'))
    crew.heard()
    crew.isEnding = true
    crew.children.stopAll(false)
    await crew.clock.advance(10)
    expect(crew.heard().slice(0, 3)).toEqual(['halt a', 'down c', 'finish c'])
    expect(crew.children.entries.every(({ isOver }) => isOver)).toBe(true)
    expect([a?.lives, b?.lives, c?.lives]).toEqual([1, 1, 1])
  })

  test('together waits for nobody who ends by itself before its turn has come', async () => {
    const crew = new FakeCrew({ isDynamic: true })
    const children = crew.begun(...ids(100))
    for (const child of children) child.manners = 50
    crew.isEnding = true
    crew.children.stopAll(false)
    // Only so many are told at once: this one has still to wait.
    children.at(-1)?.crash()
    expect(crew.heard()).not.toContain('halt c99')
    await crew.clock.runAll()
    expect(crew.said.at(-1)).toBe('gone')
  })

  test('takes whoever is added meanwhile for declared: it starts with the others', () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    if (a !== undefined) a.manners = 'never'
    crew.children.stopAll(false)
    crew.add('late')
    crew.children.hurry()
    expect(crew.heard()).toEqual(['halt a', 'kill a', 'down a', 'gone'])
    crew.children.beginAll()
    expect(crew.heard()).toEqual(['begin a', 'begin late'])
    expect(crew.entry('late').child.restarts).toBe(0)
  })

  test.each(['at once', 'soon'] as const)(
    'ten thousand that are gone %s goes no deeper for each',
    async (manners) => {
      const crew = new FakeCrew()
      for (const child of crew.begun(...ids(10_000))) child.manners = manners
      crew.isEnding = true
      crew.children.stopAll(false)
      await crew.clock.advance(0)
      expect(crew.said.at(-1)).toBe('gone')
    },
  )

  test.each([false, true])(
    'ten thousand lets the event loop turn in between (dynamic: %s)',
    async (isDynamic) => {
      const inner = virtualClock()
      const crew = new FakeCrew({ clock: inner, isDynamic })
      const children = crew.begun(...ids(10_000))
      let ended = 0
      let mostInATurn = 0
      let inThisTurn = 0
      // Each end takes a tenth of a millisecond.
      inner.now = () => ended / 10
      crew.onTell = (what) => {
        if (!what.startsWith('halt')) return
        ended += 1
        inThisTurn += 1
        mostInATurn = Math.max(mostInATurn, inThisTurn)
      }
      crew.children.stopAll(false)
      while (crew.said.at(-1) !== 'gone') {
        inThisTurn = 0
        await inner.runNext()
      }
      expect(children.some(({ isUp }) => isUp)).toBe(false)
      expect(mostInATurn).toBeLessThanOrEqual(160)
    },
  )
})
