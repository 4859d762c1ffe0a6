import { expect, test } from 'vitest'
import { describeHardship, describeScenario, describeStep } from '../../../src/testing/scenario/describe.ts'
import { ONE_OF_EACH } from './support/hardships.ts'

test('Every hardship reads as what it does', () => {
  expect(ONE_OF_EACH.map(describeHardship)).toEqual([
    'delay us→server by 200 ms and up to 50 ms more',
    'hold us→server to 1000 bytes a second',
    'cut what is open us→server',
    'cut {us, a}→b',
    'reset us–server',
    'put behind others, within 10 ms, 25 % of the frames us→server',
    'refuse dials of server:7373',
    'take away the route to server',
    'mute server',
    'let server read nothing',
    'crash server',
    'freeze server',
    'stall us, 3 s',
    'put us to sleep, 1 h',
    'set the clock of us back by 1 min',
  ])
})

test('Both ways read otherwise than one', () => {
  const between = ['us', 'server'] as const
  expect(describeHardship({ kind: 'cut', between })).toBe('cut us–server')
  expect(describeHardship({ kind: 'delay', between, ms: 5 })).toBe('delay us–server by 5 ms')
  expect(describeHardship({ kind: 'bandwidth', between, bytesPerSecond: 1 })).toBe(
    'hold us–server to 1 byte a second',
  )
  expect(describeHardship({ kind: 'refuse', host: 'server' })).toBe('refuse dials of server')
  expect(describeHardship({ kind: 'slow reader', host: 'us', bytesPerSecond: 9 })).toBe(
    'let us read 9 bytes a second',
  )
  expect(describeHardship({ kind: 'clock jump', host: 'us', ms: 5 })).toBe(
    'set the clock of us forward by 5 ms',
  )
})

test.each([
  [{ kind: 'delay', ms: 5 }, 'delay by 5 ms'],
  [{ kind: 'cut' }, 'cut at'],
  [{ kind: 'reset' }, 'reset at'],
  [{ kind: 'drop' }, 'drop'],
] as const)('A verdict of %j says so', (verdict, words) => {
  expect(describeHardship({ kind: 'frames', between: ['a', 'b'], share: 1 / 3, verdict })).toBe(
    `${words} 33.33 % of the frames a–b`,
  )
})

test('A scenario is its name, how long it lasts, and a line for each step', () => {
  const scenario = describeScenario({
    v: 1,
    name: 'half-open',
    steps: [
      { atMs: 5_000, inflict: { kind: 'cut', between: ['us', 'server'] }, forMs: 4_000 },
      { atMs: 6_000, act: { kind: 'send', connection: 'feed', text: 'a "b"' } },
      { atMs: 9_500, act: { kind: 'stop now', connection: 'feed' } },
    ],
    lastsMs: 60_000,
  })
  expect(scenario).toBe(
    [
      'half-open (1 min)',
      '  at 5 s cut us–server for 4 s',
      '  at 6 s send "a \\"b\\"" on feed',
      '  at 9.5 s stop now feed',
    ].join('\n'),
  )
})

test('What lasts to the end has no duration', () => {
  expect(describeStep({ atMs: 0, inflict: { kind: 'mute', host: 'a' } })).toBe('at 0 ms mute a')
})
