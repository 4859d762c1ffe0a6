import { describe, expect, test } from 'vitest'
import { backoffOf } from '../../../src/machines/backoff.ts'
import { ChartWalk } from '../../../src/testing/recording/chart-walk.ts'
import { replay } from '../../../src/testing/recording/index.ts'
import { readRecording } from '../../../src/testing/recording/read.ts'

const LIFE = [
  '"kind":"phase","from":null,"to":"connecting"',
  '"kind":"phase","from":"connecting","to":"alive","event":"link.opened"',
  '"kind":"phase","from":"alive","to":"suspect","event":"peer.silent"',
  '"kind":"phase","from":"suspect","to":"dead","event":"peer.lost","cause":{"kind":"silent","by":"peer"}',
  '"kind":"phase","from":"dead","to":"backoff","event":"link.released"',
  '"kind":"retry","attempt":1,"delayMs":700',
  '"kind":"phase","from":"backoff","to":"connecting","event":"backoff.elapsed"',
  '"kind":"phase","from":"connecting","to":"stopped","event":"stop","cause":{"kind":"cancelled","by":"us"}',
]

async function differenceIn(lines: readonly string[]) {
  const text = lines.map((line, index) => `{"v":1,"at":${index},"id":"a",${line}}`).join('\n')
  const { difference } = await replay(readRecording(text))
  return difference === null ? null : [difference.line, difference.machine]
}

describe('a feed without arrivals goes through the chart', () => {
  test('and a life as the machine lives it is the same', async () => {
    expect(await differenceIn(LIFE)).toBeNull()
  })

  test.each([
    [1, null, [2, 'it is connecting, not suspect'] as const],
    [2, LIFE[2]?.replace('suspect', 'dead') ?? '', [3, 'peer.silent leads from alive to suspect'] as const],
    [3, LIFE[3]?.replace('"silent"', '"eof"') ?? '', [4, 'after peer.lost the cause is silent'] as const],
    [
      3,
      LIFE[3]?.replace('peer.lost', 'peer.heard') ?? '',
      [4, 'peer.heard leads from suspect to alive'] as const,
    ],
    [5, LIFE[5]?.replace('1', '2') ?? '', [6, 'this is attempt 1'] as const],
    [0, LIFE[0]?.replace('connecting', 'alive') ?? '', [1, 'a life begins as connecting'] as const],
  ])('and line %i changed to %j is found', async (index, changed, difference) => {
    const lines = changed === null ? LIFE.toSpliced(index, 1) : LIFE.with(index, changed)
    const found = await differenceIn(lines)
    expect(found?.[0]).toBe(difference[0])
    if (changed !== null) expect(found).toEqual(difference)
  })

  test('and nothing leaves an end but another life', async () => {
    expect(await differenceIn([...LIFE, LIFE[0] ?? ''])).toBeNull()
    expect(
      await differenceIn([...LIFE, '"kind":"phase","from":"stopped","to":"dead","event":"stop"']),
    ).toEqual([9, 'it has ended as stopped, which nothing leaves'])
  })
})

test('A delay outside of its envelope is told with the envelope', () => {
  const walk = new ChartWalk({
    accepts: false,
    isTold: true,
    backoff: backoffOf({ firstMs: 200, jitter: 'equal' }),
  })
  const about = { v: 1, at: 0, id: 'a' } as const
  walk.take({ ...about, kind: 'phase', from: null, to: 'connecting' })
  walk.take({ ...about, kind: 'phase', from: 'connecting', to: 'dead', event: 'link.ended' })
  walk.take({ ...about, kind: 'phase', from: 'dead', to: 'backoff', event: 'link.released' })
  const problem = walk.take({ ...about, kind: 'retry', attempt: 1, delayMs: 99 })
  expect(problem).toBe('the delay of attempt 1 is from 100 to 200 ms')
})
