import { describe, expect, test } from 'vitest'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'
import { runPlan } from '../../../src/testing/simulation/run.ts'
import { CONNECTION, SMALL } from './small.ts'

describe('A plan', () => {
  test('that is run twice is the same run, byte for byte', async () => {
    const plan = drawPlan({ seed: 11, hours: 0.1 })
    const lines = async (): Promise<string> => {
      const feed: string[] = []
      await runPlan(plan, { onEvent: (event) => feed.push(JSON.stringify(event)) })
      return feed.join('\n')
    }
    const first = await lines()
    expect(first.split('\n').length).toBeGreaterThan(100)
    expect(await lines()).toBe(first)
  })

  test('in which nothing goes wrong ends with everybody stopped, and nothing left', async () => {
    const events: string[] = []
    const { broken, counts } = await runPlan(SMALL, { onEvent: (event) => events.push(event.kind) })
    expect([broken, events.at(-1)]).toEqual([null, 'total'])
    expect(counts.connectionHours * 60).toBeGreaterThan(2)
  })

  test('whose peer says nothing even when all is healed would be found: recovery is asked for', async () => {
    const [child] = SMALL.children
    if (child?.kind !== 'connection') throw new Error('expected a connection')
    // There is no such host, whatever is cured.
    const { broken } = await runPlan({ ...SMALL, children: [{ ...child, to: ['nowhere'] }] })
    expect(broken).toMatchObject({ invariant: 15, id: 'a' })
  })

  test('in which a peer answers while we stall has nobody judged before that is read, wherever the stall falls', async () => {
    const beat = { everyMs: 10_000, timeoutMs: 5_000, misses: 2, detector: 'fixed' } as const
    let checked = 0
    for (let atMs = 21_500; atMs <= 29_500; atMs += 40) {
      const { broken, checked: times } = await runPlan({
        ...SMALL,
        latencyMs: 1,
        dials: null,
        children: [{ ...CONNECTION, beat }],
        rounds: [
          {
            lastsMs: 60_000,
            steps: [
              { atMs: 10_000, inflict: { kind: 'freeze', host: 'peer1' }, forMs: atMs + 1_500 - 10_000 },
              // The first one has the grace that there is for each silence.
              { atMs: 16_000, inflict: { kind: 'stall', host: 'us', ms: 2_000 } },
              { atMs, inflict: { kind: 'stall', host: 'us', ms: 3_000 } },
            ],
          },
        ],
      })
      expect([atMs, broken]).toEqual([atMs, null])
      checked += times.find(({ number }) => number === 6)?.times ?? 0
    }
    expect(checked).toBeGreaterThan(201)
  })

  test('that throws where nobody catches it says so', async () => {
    const steps = [{ atMs: 5, inflict: { kind: 'refuse', host: 'nobody' } }] as const
    const { broken } = await runPlan({ ...SMALL, rounds: [{ lastsMs: 10, steps }] })
    expect(broken).toMatchObject({ invariant: 0, sentence: 'Nothing throws where nobody catches it.' })
  })
})
