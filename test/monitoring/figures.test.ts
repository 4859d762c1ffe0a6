import { expect, test } from 'vitest'
import { Figures } from '../../src/monitoring/figures.ts'
import { TestMeter } from './support/meter.ts'

test('Sums stay, what is present is asked for anew by each collection, and everything has the constant attributes', async () => {
  const meter = new TestMeter()
  let alive = 2
  const figures = new Figures(meter.meter, { site: 'a' }, () => {
    if (alive > 0) figures.add('connections', alive, { phase: 'alive' })
    figures.set('beats', 10)
  })
  figures.add('dials', 1)
  figures.add('dials', 1)
  for (const _ of [1, 2]) {
    expect(await meter.collect()).toMatchObject({
      'pulsetree.dials': { '{"site":"a"}': 2 },
      'pulsetree.beats': { '{"site":"a"}': 10 },
      'pulsetree.connections': { '{"phase":"alive","site":"a"}': 2 },
    })
  }
  alive = 0
  expect((await meter.collect())['pulsetree.connections']).toEqual({ '{"phase":"alive","site":"a"}': 0 })
})

test('Nothing is asked once it is closed', async () => {
  const meter = new TestMeter()
  let asked = 0
  const figures = new Figures(meter.meter, {}, () => {
    asked += 1
  })
  await meter.collect()
  figures.close()
  await meter.collect()
  expect(asked).toBe(1)
})
