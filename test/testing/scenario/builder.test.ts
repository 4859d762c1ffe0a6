import { expect, test } from 'vitest'
import { ScenarioBuilder, scenario } from '../../../src/testing/scenario/builder.ts'
import { checkScenario } from '../../../src/testing/scenario/check.ts'

const cut = { kind: 'cut', between: ['us', 'server'] } as const

test('Steps come in the order of their times, those of one time in the order they were added in', () => {
  const made = scenario('one')
    .at('5s', cut, { for: '4s' })
    .does(1_000, { kind: 'pause', connection: 'a' })
    .at('5s', { kind: 'mute', host: 'server' })
    .at(2_000, { kind: 'stall', host: 'us', ms: 20_000 })
  expect(made.steps).toEqual([
    { atMs: 1_000, act: { kind: 'pause', connection: 'a' } },
    { atMs: 2_000, inflict: { kind: 'stall', host: 'us', ms: 20_000 } },
    { atMs: 5_000, inflict: cut, forMs: 4_000 },
    { atMs: 5_000, inflict: { kind: 'mute', host: 'server' } },
  ])
  expect([made.lastsMs, made.lasts('1m').lastsMs, made.lasts(5_000).lastsMs]).toEqual([22_000, 60_000, 5_000])
})

test('It is a scenario at any time, and beginnings can be shared', () => {
  const beginning = scenario('one').at('1s', cut)
  const [left, right] = [beginning.at('2s', cut), beginning.at('3s', cut)]
  expect([beginning, left, right].map(({ steps }) => steps.length)).toEqual([1, 2, 2])
  expect(checkScenario(left)).toEqual({ v: 1, name: 'one', steps: [...left.steps], lastsMs: 2_000 })
  expect(JSON.parse(JSON.stringify(right))).toEqual(checkScenario(right))
  expect(right).toBeInstanceOf(ScenarioBuilder)
})

test('What cannot be used is refused at once', () => {
  expect(() => scenario('')).toThrow('name: expected a text')
  expect(() => scenario('one').at('soon', cut)).toThrow('time: expected milliseconds or a duration')
  expect(() => scenario('one').at(0, cut, { for: -1 })).toThrow('for: expected milliseconds or a duration')
  const misspelt = { for: '4s', foor: '4s' } as const
  expect(() => scenario('one').at(0, cut, misspelt)).toThrow('foor: no such option; there are for')
  expect(() => scenario('one').at(0, { ...cut, between: ['us', ''] })).toThrow('steps[0].inflict.between[1]')
  expect(() => scenario('one').at('2s', cut).lasts('1s')).toThrow('lastsMs: expected at least 2000')
})
