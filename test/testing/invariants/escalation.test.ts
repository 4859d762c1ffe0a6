import { describe, expect, test } from 'vitest'
import { Planted } from './planted.ts'

const CAUSES = [{ kind: 'crash', by: 'us', detail: 'a bug' }] as const

function gaveUp(planted: Planted, id: string, chain = [{ id, causes: CAUSES }]): void {
  planted.tell({ kind: 'gave-up', id, of: 'supervisor', causes: CAUSES, chain })
}

function nested(): Planted {
  const planted = new Planted()
  planted.add('root', 'supervisor', 's')
  planted.add('s', 'supervisor', 's/inner')
  planted.add('s/inner', 'connection', 's/inner/a')
  return planted
}

describe('A supervisor', () => {
  test('that gives up twice in one life is found', () => {
    const planted = nested()
    gaveUp(planted, 's/inner')
    expect(planted.found).toEqual([])
    gaveUp(planted, 's/inner')
    expect(planted.found).toEqual([12])
  })

  test('that gives up by a chain that does not begin with it, or leads elsewhere, is found', () => {
    const planted = nested()
    gaveUp(planted, 's', [{ id: 's/inner', causes: CAUSES }])
    expect(planted.whats).toEqual(['s gave up without saying why'])
    const other = nested()
    other.add('root', 'supervisor', 't')
    gaveUp(other, 's', [
      { id: 's', causes: CAUSES },
      { id: 't', causes: CAUSES },
    ])
    expect(other.whats).toEqual(['s gave up by a chain that is none: s,t'])
  })

  test('that gave up and does not end is found', () => {
    const planted = nested()
    gaveUp(planted, 's/inner')
    planted.now += 3_000
    planted.stage.look()
    expect(planted.found).toEqual([])
    planted.now += 5_000
    planted.stage.look()
    expect(planted.found).toEqual([12])
  })

  test('that ends, and begins another life, is not', () => {
    const planted = nested()
    for (let life = 0; life < 2; life += 1) {
      gaveUp(planted, 's/inner')
      planted.tell({ kind: 'supervisor', id: 's/inner', phase: 'failed' })
      planted.tell({ kind: 'supervisor', id: 's/inner', phase: 'running' })
    }
    expect(planted.found).toEqual([])
  })
})
