import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

function restarted(planted: Planted, id: string, everyMs: number, times: number): void {
  for (let n = 0; n < times; n += 1) {
    planted.now += everyMs
    planted.alive(id).owner.released()
    planted.restart(id)
  }
}

describe('Restarts', () => {
  test('of one child that are more than its window may hold are found', () => {
    const planted = new Planted()
    planted.supervisors.set('root', { intensity: { restarts: 100, withinMs: 5_000 } })
    restarted(planted, 'a', 1_000, 3)
    expect(planted.found).toEqual([])
    restarted(planted, 'a', 1_000, 1)
    expect(planted.found).toEqual([10])
  })

  test('of all children that are more than the window of their supervisor may hold are found', () => {
    const planted = new Planted()
    for (const id of ['a', 'b', 'c', 'd']) restarted(planted, id, 1_000, 1)
    expect(planted.whats).toEqual(['root has 4 restarts in 5000 ms, 3 are allowed'])
  })

  test('that are further apart, and those before a new life of their supervisor, are not', () => {
    const planted = new Planted()
    restarted(planted, 'a', 2_000, 6)
    planted.add('root', 'supervisor', 's')
    planted.add('s', 'connection', 's/b')
    restarted(planted, 's/b', 100, 3)
    planted.tell({ kind: 'supervisor', id: 's', phase: 'running' })
    restarted(planted, 's/b', 100, 3)
    expect(planted.found.filter((number) => number === 10)).toEqual([])
  })

  test('after an orderly end are found', () => {
    const planted = new Planted()
    planted.alive('a')
    planted.tell({
      kind: 'restart',
      id: 'a',
      restarts: 1,
      delayMs: 1_000,
      cause: { kind: 'auth', by: 'peer', detail: '' },
    })
    expect(planted.whats).toEqual(['a was started again after auth'])
  })
})
