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

  describe('of a supervisor that is stopping', () => {
    const stopping = (): Planted => {
      const planted = under()
      planted.stage.family.get('s')!.isAsked = true
      planted.tell({ kind: 'supervisor', id: 's', phase: 'stopping' })
      return planted
    }

    test('that dial again are found, on their own or because they were asked to', () => {
      for (const event of ['backoff.elapsed', 'retry'] as const) {
        const planted = stopping()
        planted.backoff('s/a', 1, 1_000)
        planted.phase('s/a', 'connecting', { event })
        expect(planted.whats).toContain('s/a dialled again while s was stopping')
      }
    })

    test('that take up a dial which had begun before do no wrong', () => {
      const planted = stopping()
      planted.backoff('s/a', 1, 1_000)
      planted.phase('s/a', 'connecting', { event: 'link.replaced' })
      expect(planted.whats).toEqual([])
    })

    test('that dial another link, begin, or are to be started again are found', () => {
      const planted = stopping()
      planted.tell({ kind: 'rotating', id: 's/a', generation: 2, why: 'age' })
      planted.add('s', 'connection', 's/c')
      planted.phase('s/c', 'connecting')
      planted.restart('s/b')
      expect(planted.whats).toEqual(
        expect.arrayContaining([
          's/a dialled another link while s was stopping',
          's/c began while s was stopping',
          's/b was to be started again while s was stopping',
        ]),
      )
    })

    test('that wait to dial again end out of their turn, but not where only siblings are to end', () => {
      for (const isStopping of [true, false]) {
        const planted = isStopping ? stopping() : under()
        planted.stage.family.get('s/b')!.isDoomed = true
        planted.stage.family.get('s/a')!.isDoomed = true
        planted.backoff('s/a', 1, 1_000)
        planted.phase('s/a', 'stopped', { event: 'stop', cause: { kind: 'cancelled', by: 'us' } })
        expect(planted.whats).toEqual(isStopping ? [] : ['s/a was stopped before s/b was gone'])
      }
    })

    test('are seen under a nested one as well', () => {
      const planted = new Planted()
      planted.add('root', 'supervisor', 's')
      planted.add('s', 'supervisor', 's/n')
      planted.add('s/n', 'connection', 's/n/a')
      planted.alive('s/n/a')
      planted.tell({ kind: 'supervisor', id: 's', phase: 'stopping' })
      planted.backoff('s/n/a', 1, 1_000)
      planted.phase('s/n/a', 'connecting', { event: 'backoff.elapsed' })
      expect(planted.whats).toContain('s/n/a dialled again while s was stopping')
    })
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
