import { describe, expect, test } from 'vitest'
import { checkHardship, lasts } from '../../../src/testing/scenario/check-hardship.ts'
import { ONE_OF_EACH } from './support/hardships.ts'

const between = ['us', 'server'] as const

describe('A hardship from outside', () => {
  test.each(ONE_OF_EACH.map((hardship) => [hardship.kind, hardship] as const))(
    '%s comes back as it was',
    (_, hardship) => {
      expect(checkHardship(JSON.parse(JSON.stringify(hardship)))).toEqual(hardship)
    },
  )

  test('What may be left out is left out', () => {
    expect(checkHardship({ kind: 'delay', between, ms: 0, oneWay: false })).toEqual({
      kind: 'delay',
      between,
      ms: 0,
    })
    expect(checkHardship({ kind: 'refuse', host: 'a' })).toEqual({ kind: 'refuse', host: 'a' })
  })

  test.each<[unknown, string]>([
    [null, 'hardship: expected an object, got null'],
    [{}, 'kind: expected one of delay, bandwidth, cut, partition,'],
    [{ kind: 'toString' }, 'kind: expected one of delay,'],
    [{ kind: 'cut', between, ms: 5 }, 'ms: no such field; there are kind, between, oneWay, onlyOpen'],
    [{ kind: 'cut', between: ['us'] }, 'between[1]: expected a text, got nothing'],
    [{ kind: 'cut', between: ['us', 'a', 'b'] }, 'between: expected two hosts, got 3'],
    [{ kind: 'cut', between: 'us' }, 'between: expected a list, got "us"'],
    [{ kind: 'delay', between, ms: -1 }, 'ms: expected a number of at least 0, got -1'],
    [{ kind: 'bandwidth', between, bytesPerSecond: 0 }, 'bytesPerSecond: expected a number of at least 1'],
    [{ kind: 'partition', between: [['a'], []] }, 'between[1]: expected a list of hosts'],
    [{ kind: 'partition', between: [['a'], ['b', 'a']] }, 'between: a is on both sides'],
    [{ kind: 'partition', between: [['a'], [3]] }, 'between[1][0]: expected a text, got 3'],
    [
      { kind: 'frames', between, share: 2, verdict: { kind: 'cut' } },
      'share: expected a number from 0 to 1, got 2',
    ],
    [
      { kind: 'frames', between, share: 1, verdict: { kind: 'pass' } },
      'verdict.kind: expected one of delay, cut,',
    ],
    [{ kind: 'frames', between, share: 1, verdict: { kind: 'cut', ms: 1 } }, 'verdict.ms: no such field'],
    [{ kind: 'frames', between, share: 1 }, 'verdict: expected an object, got nothing'],
    [{ kind: 'refuse', host: 'a', port: 0 }, 'port: expected a number from 1 to 65535, got 0'],
    [{ kind: 'refuse', host: 'a', port: 1.5 }, 'port: expected a whole number, got 1.5'],
    [{ kind: 'clock jump', host: 'a', ms: '1h' }, 'ms: expected a number, got "1h"'],
  ])('%j is refused', (given, message) => {
    expect(() => checkHardship(given)).toThrow(message)
  })

  test('Where it stands is told', () => {
    expect(() => checkHardship({ kind: 'mute', host: 7 }, 'steps[3].inflict')).toThrow(
      'steps[3].inflict.host: expected a text, got 7',
    )
  })
})

test('What happens and is over does not last; everything else does', () => {
  expect(ONE_OF_EACH.filter((hardship) => !lasts(hardship)).map(({ kind }) => kind)).toEqual([
    'reset',
    'stall',
    'sleep',
    'clock jump',
  ])
})
