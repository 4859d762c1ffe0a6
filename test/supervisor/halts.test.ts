import { describe, expect, test } from 'vitest'
import type { ChildOptions } from '../../src/supervisor/child.ts'
import { Halts } from '../../src/supervisor/halts.ts'
import { FakeCrew, type Manners } from './support/fake-child.ts'

function halting(options: ChildOptions, manners: Manners) {
  const crew = new FakeCrew()
  crew.add('a', { ...options, manners })
  crew.children.beginAll()
  crew.heard()
  const halts = new Halts(crew.clock)
  return { crew, halts, halt: (now = false) => halts.halt(crew.entry('a'), now) }
}

describe('Ending a life', () => {
  test('in order takes as long as it takes, up to its time, and leaves no timer', async () => {
    const { crew, halts, halt } = halting({ shutdownMs: 100 }, 99)
    halt()
    await crew.clock.advance(99)
    expect(crew.heard()).toEqual(['halt a', 'down a'])
    expect(halts.killed).toEqual([])
    expect(crew.clock.pending).toBe(0)
  })

  test('that is not over in its time is destroyed then, and noted', async () => {
    const { crew, halts, halt } = halting({ shutdownMs: 100 }, 'never')
    halt()
    await crew.clock.advance(99)
    expect(crew.heard()).toEqual(['halt a'])
    await crew.clock.advance(1)
    expect(crew.heard()).toEqual(['kill a', 'down a'])
    expect(halts.killed).toEqual(['a'])
  })

  test('waits for ever where there is no such time', async () => {
    const { crew, halts, halt } = halting({ shutdownMs: false }, 'never')
    halt()
    await crew.clock.advance(10_000_000)
    expect(crew.heard()).toEqual(['halt a'])
    expect(crew.clock.pending).toBe(0)
    halts.kill(crew.entry('a'))
    expect(crew.heard()).toEqual(['kill a', 'down a'])
    expect(halts.killed).toEqual([])
  })

  test('brutally gives it no time at all, and that is nothing to note', () => {
    const { crew, halts, halt } = halting({ shutdownMs: 0 }, 'never')
    halt()
    expect(crew.heard()).toEqual(['kill a', 'down a'])
    expect(halts.killed).toEqual([])
  })

  test('now is the same', () => {
    const { crew, halt } = halting({}, 'never')
    halt(true)
    expect(crew.heard()).toEqual(['kill a', 'down a'])
    expect(crew.clock.pending).toBe(0)
  })

  test('that was destroyed before its time is not destroyed again', async () => {
    const { crew, halts, halt } = halting({ shutdownMs: 100 }, 'never')
    halt()
    halts.kill(crew.entry('a'))
    halts.kill(crew.entry('a'))
    await crew.clock.advance(200)
    expect(crew.heard()).toEqual(['halt a', 'kill a', 'down a'])
    expect(halts.killed).toEqual([])
  })
})
