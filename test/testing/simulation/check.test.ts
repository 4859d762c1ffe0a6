import { describe, expect, test } from 'vitest'
import { checkSimulationFile } from '../../../src/testing/index.ts'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'
import { SMALL } from './small.ts'
import { CALLER, REGISTERED } from './small-parts.ts'

const file = (plan: object, more: object = {}): object => ({
  v: 1,
  kind: 'simulation',
  seed: 1,
  plan,
  broken: null,
  ...more,
})

describe('The file of a simulation', () => {
  test('is read as it was written, whatever was drawn', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const written = file(drawPlan({ seed, hours: 0.3 }), {
        broken: { invariant: 9, sentence: 'It holds.', id: 'a', atMs: 1, what: 'did not' },
      })
      expect(checkSimulationFile(JSON.parse(JSON.stringify(written)))).toEqual(written)
    }
  })

  const [child] = SMALL.children
  test.each([
    ['an object', 'no file'],
    ['v: expected 1', { ...file(SMALL), v: 2 }],
    ['kind: expected simulation', { ...file(SMALL), kind: 'scenario' }],
    ['more: no such field', file(SMALL, { more: 1 })],
    ['plan: expected an object', file([])],
    ['plan.latencyMs', file({ ...SMALL, latencyMs: 'far' })],
    ['plan.dials.burst', file({ ...SMALL, dials: { perSecond: 1, burst: 0.5, canaryMs: 100 } })],
    ['plan.peers[0].manner', file({ ...SMALL, peers: [{ host: 'a', manner: 'polite' }] })],
    ['plan.children[0].kind', file({ ...SMALL, children: [{ ...child, kind: 'toaster' }] })],
    ['plan.children[0].to: expected at least one', file({ ...SMALL, children: [{ ...child, to: [] }] })],
    [
      'plan.children[0].backoff.maxMs',
      file({
        ...SMALL,
        children: [{ ...child, backoff: { firstMs: 5, factor: 2, maxMs: 1, jitter: 'none', stableMs: 0 } }],
      }),
    ],
    [
      'plan.rounds[0].steps[0].inflict.kind',
      file({ ...SMALL, rounds: [{ lastsMs: 5, steps: [{ atMs: 1, inflict: { kind: 'rain' } }] }] }),
    ],
    ['plan.callers[0].connection', file({ ...SMALL, callers: [{ ...CALLER, connection: 5 }] })],
    ['plan.registry.registrations', file({ ...SMALL, registry: { ...REGISTERED, registrations: null } })],
    ['broken.what', file(SMALL, { broken: { invariant: 4, sentence: 'It holds.', id: 'a', atMs: 5 } })],
  ])('is refused at the place that cannot be used: %s', (place, value) => {
    expect(() => checkSimulationFile(value)).toThrow(place)
  })
})
