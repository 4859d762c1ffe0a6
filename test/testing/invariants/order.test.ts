import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

function under(): Planted {
  const planted = new Planted()
  planted.add('root', 'supervisor', 's')
  for (const id of ['s/a', 's/b']) {
    planted.add('s', 'connection', id)
    planted.alive(id)
  }
  return planted
}

const stop = (planted: Planted, id: string): void => {
  planted.phase(id, 'dead', { event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
  planted.phase(id, 'stopped', { event: 'link.released' })
}

describe('Children', () => {
  test('that are stopped in the order of their declaration, and not in the reverse, are found', () => {
    const planted = under()
    planted.stage.asked('root', 'stop')
    planted.stage.family.get('s/a')!.isAsked = false
    planted.stage.family.get('s/b')!.isAsked = false
    planted.tell({ kind: 'supervisor', id: 's', phase: 'stopping' })
    stop(planted, 's/a')
    expect(planted.whats).toEqual(['s/a was stopped before s/b was gone'])
  })

  test('of which one is told to stop while a link of the next is still there are found', () => {
    const planted = under()
    planted.stage.family.get('s')!.isAsked = true
    planted.tell({ kind: 'supervisor', id: 's', phase: 'stopping' })
    stop(planted, 's/b')
    stop(planted, 's/a')
    expect(planted.whats).toEqual(['s/a was stopped before s/b was gone'])
  })

  test('that come and go stop in any order', () => {
    const planted = under()
    planted.supervisors.set('s', { isDynamic: true })
    planted.stage.family.get('s')!.isAsked = true
    planted.tell({ kind: 'supervisor', id: 's', phase: 'stopping' })
    stop(planted, 's/a')
    expect(planted.found).toEqual([])
  })

  test('that begin in another order than they were declared are found', () => {
    const planted = under()
    for (const id of ['s/b', 's/a']) planted.restart(id)
    planted.tell({ kind: 'supervisor', id: 's', phase: 'running' })
    planted.phase('s/b', 'connecting')
    planted.phase('s/a', 'connecting')
    expect(planted.whats).toEqual(['s/a was started after s/b'])
  })
})
