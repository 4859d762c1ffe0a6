import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

function under(strategy: 'one_for_one' | 'one_for_all' | 'rest_for_one'): Planted {
  const planted = new Planted()
  planted.add('root', 'supervisor', 's')
  planted.supervisors.set('s', { strategy })
  for (const id of ['s/a', 's/b', 's/c']) {
    planted.add('s', 'connection', id)
    planted.alive(id).owner.released()
  }
  return planted
}

const stop = (planted: Planted, id: string): void => {
  planted.phase(id, 'dead', { event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
  planted.phase(id, 'stopped', { event: 'link.released' })
}

describe('A strategy', () => {
  test.each([
    ['one_for_one', 's/c'],
    ['rest_for_one', 's/a'],
  ] as const)('%s that stops %s, which is not in its scope, is found', (strategy, id) => {
    const planted = under(strategy)
    if (strategy === 'rest_for_one') stop(planted, 's/c')
    const before = planted.found.length
    planted.restart('s/b')
    stop(planted, id)
    expect(planted.whats.slice(before)).toEqual([`${id} was stopped, and nobody had asked for it`])
  })

  test('that leaves somebody in its scope alone is found', () => {
    const planted = under('one_for_all')
    planted.restart('s/b')
    stop(planted, 's/c')
    planted.now += 1_000
    planted.phase('s/b', 'connecting')
    expect(planted.whats).toEqual(['s/b was started before s/a was gone'])
  })

  test('that stops and starts exactly its scope is not', () => {
    const planted = under('rest_for_one')
    planted.restart('s/b')
    stop(planted, 's/c')
    planted.now += 1_000
    planted.phase('s/b', 'connecting')
    planted.phase('s/c', 'connecting')
    expect(planted.found).toEqual([])
  })
})

test('A temporary child that is started again is found, and one that its user starts is not', () => {
  const planted = new Planted()
  planted.children.set('a', { restart: 'temporary' })
  planted.alive('a').owner.released()
  planted.phase('a', 'dead', { event: 'link.ended', cause: { kind: 'auth', by: 'peer', detail: '' } })
  planted.phase('a', 'failed', { event: 'link.released' })
  planted.stage.asked('a', 'start')
  planted.alive('a').owner.released()
  expect(planted.found).toEqual([])
  planted.phase('a', 'dead', { event: 'link.ended', cause: { kind: 'auth', by: 'peer', detail: '' } })
  planted.phase('a', 'failed', { event: 'link.released' })
  planted.phase('a', 'connecting')
  expect(planted.whats).toEqual(['a is temporary, and was started again'])
})
