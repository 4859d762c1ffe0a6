/** What a supervisor does that cannot keep its children up, and what those above it do then. */
import { describe, expect, test } from 'vitest'
import { type FeedEvent, GaveUpError, type Supervisor } from '../../src/index.ts'
import { Troupe } from './support/troupe.ts'

const gaveUp = (troupe: Troupe): (FeedEvent & { kind: 'gave-up' })[] =>
  troupe.events.filter((event) => event.kind === 'gave-up')
const escalate = { whenGivenUp: 'escalate' } as const

/** top > top/…: each level allows so many restarts, and gives up with its only child. */
function levels(...restarts: readonly number[]): { troupe: Troupe; innermost: Supervisor } {
  const [ofTop = 0, ...others] = restarts
  const troupe = new Troupe({ intensity: { restarts: ofTop }, restartDelayMs: 10 })
  let innermost = troupe.top
  for (const [depth, ofLevel] of others.entries()) {
    innermost = innermost.supervise(
      `n${depth}`,
      { intensity: { restarts: ofLevel }, restartDelayMs: 10 },
      escalate,
    )
  }
  return { troupe, innermost }
}

describe('Escalation', () => {
  test('through three levels is told once by each, with the chain from there inwards', async () => {
    const { troupe, innermost } = levels(0, 0, 0)
    troupe.worker('a', { crashes: 9, ...escalate }, innermost)
    await troupe.pass(0)
    const crash = (detail: string) => ({ kind: 'crash', by: 'us', detail })
    const bug = { id: 'n0/n1', causes: [crash('bug 1 of a')] }
    const middle = { id: 'n0', causes: [crash('n0/n1 gave up')] }
    const outer = { id: 'top', causes: [crash('n0 < n0/n1 gave up')] }
    const supervisors = gaveUp(troupe).filter(({ of }) => of === 'supervisor')
    expect(supervisors.map(({ id, chain }) => [id, chain])).toEqual([
      ['n0/n1', [bug]],
      ['n0', [middle, bug]],
      ['top', [outer, middle, bug]],
    ])
    const end = await troupe.top.ended
    expect(end).toMatchObject({ kind: 'gave-up', chain: [outer, middle, bug] })
    expect('causes' in end && end.causes.map((cause) => 'error' in cause && cause.error)).toEqual([
      expect.any(GaveUpError),
    ])
    expect(JSON.parse(JSON.stringify(troupe.events))).toEqual(troupe.events)
  })

  test.each([
    [[1, 1], 4],
    [[2, 3], 12],
    [[1, 2, 3], 24],
    [[0, 5], 6],
  ])(
    'with %j restarts by level has the child start %i times: one more at each level, multiplied',
    async (restarts, starts) => {
      const { troupe, innermost } = levels(...restarts)
      troupe.worker('a', { crashes: 1_000, ...escalate }, innermost)
      await troupe.pass(4_000)
      expect(troupe.begun).toHaveLength(starts)
      expect(await troupe.top.ended).toMatchObject({ kind: 'gave-up' })
      expect(gaveUp(troupe).filter(({ id }) => id === 'top')).toHaveLength(1)
      expect(troupe.clock.pending).toBe(0)
    },
  )

  test('stops at the level that can do something about it', async () => {
    const troupe = new Troupe()
    const edge = troupe.top.supervise('edge', { intensity: { restarts: 1 }, restartDelayMs: 10 })
    troupe.worker('a', { crashes: 2, ...escalate }, edge)
    troupe.worker('b', {}, edge)
    const other = troupe.worker('other')
    await troupe.pass(1_000)
    expect([troupe.top.phase, edge.phase, other.restarts]).toEqual(['running', 'running', 0])
    expect(troupe.connection('edge/a')).toMatchObject({ phase: 'alive', restarts: 2 })
    expect(gaveUp(troupe).map(({ id }) => id)).toEqual(['edge/a', 'edge'])
  })

  test('of a nested supervisor that is temporary is its end, for good', async () => {
    const troupe = new Troupe()
    const edge = troupe.top.supervise('edge', { intensity: { restarts: 0 } }, { restart: 'temporary' })
    troupe.worker('a', { crashes: 9, ...escalate }, edge)
    await troupe.pass(0)
    expect(await edge.ended).toMatchObject({ kind: 'gave-up', chain: [{ id: 'edge' }] })
    expect([edge.phase, troupe.top.phase]).toEqual(['failed', 'running'])
    expect(troupe.top.find('edge')).toBe(edge)
  })

  test('counts a supervisor like any child: given up alone, it leaves its siblings up', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1 } })
    const edge = troupe.top.supervise('edge', { intensity: { restarts: 0 } })
    troupe.worker('a', { crashes: 9, ...escalate }, edge)
    const other = troupe.worker('other')
    await troupe.pass(1_000)
    expect(await edge.ended).toMatchObject({ kind: 'gave-up' })
    expect([edge.restarts, other.phase, troupe.top.phase]).toEqual([1, 'alive', 'running'])
  })

  test('restarts siblings by the strategy above, and a nested one begins with all it had declared', async () => {
    const troupe = new Troupe({ strategy: 'rest_for_one' })
    const edge = troupe.top.supervise('edge', { intensity: { restarts: 0 } })
    troupe.worker('x', {}, edge)
    troupe.worker('trouble', { ...escalate }, edge)
    troupe.worker('after')
    await troupe.pass(0)
    void troupe.steps
    await troupe.crash('edge/trouble')
    await troupe.pass(100)
    expect(troupe.steps).toEqual([
      '!edge/trouble',
      'edge/trouble?',
      'edge??',
      '~edge/x',
      '-edge/x',
      'edge in 100',
      '~after',
      '-after',
      '+edge/x',
      '+edge/trouble',
      '+after',
    ])
  })
})
