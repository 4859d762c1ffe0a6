import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isKnownKind, isShownEvent, problemOf } from '../../../src/inspector/model/event.ts'
import { Model } from '../../../src/inspector/model/model.ts'
import { Fleet, fleetActs } from './support/fleet.ts'

const phase = { v: 1, at: 1, kind: 'phase', id: 'a', from: null, to: 'alive' }

describe('An event out of a file', () => {
  test('is known where the feed made it, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 50 }), fleetActs, async (seed, acts) => {
        const fleet = new Fleet(seed)
        for (const act of acts) await fleet.act(act)
        await fleet.finish()
        const read: unknown[] = JSON.parse(JSON.stringify(fleet.events))
        expect(read.map(problemOf).filter((problem) => problem !== null)).toEqual([])
      }),
      { numRuns: 8, seed: 7 },
    )
  }, 60_000)

  test.each([
    ['kind', { ...phase, kind: 'toString' }],
    ['kind', null],
    ['kind', 'phase'],
    ['v', { ...phase, v: 2 }],
    ['at', { ...phase, at: '1' }],
    ['id', { ...phase, id: 7 }],
    ['to', { ...phase, to: 'constructor' }],
    ['from', { ...phase, from: 'gone' }],
    ['cause', { ...phase, cause: { kind: 'silent', by: 'nobody' } }],
    ['cause', { ...phase, cause: { kind: '__proto__', by: 'us' } }],
    ['cause', { ...phase, cause: { kind: 'refused', by: 'peer', detail: 5 } }],
    ['cause', { ...phase, cause: { kind: 'timeout', by: 'peer', of: 'boredom' } }],
    ['causes', { v: 1, at: 1, kind: 'gave-up', id: 'a', of: 'child', causes: [{ kind: 'eof' }] }],
    ['endpoint', { v: 1, at: 1, kind: 'added', id: 'a', of: 'b', child: 'connection', endpoint: 5 }],
    ['slept', { v: 1, at: 1, kind: 'stall', lostMs: 1, slept: 'yes' }],
  ])('is refused by the name of its field: %s', (field, value) => {
    expect(problemOf(value)).toBe(field)
    expect(isShownEvent(value)).toBe(false)
  })

  test('may have fields that this version does not know', () => {
    expect(isShownEvent({ ...phase, more: {} })).toBe(true)
    expect([isKnownKind('note'), isKnownKind('later')]).toEqual([true, false])
  })

  test('never throws, nor does a model that is told of it, whatever a stranger wrote', () => {
    const ids = fc.constantFrom('a', 'b', 'b/c', 'x#1', '', '__proto__', 'fleet')
    const kinds = fc.constantFrom(
      'added',
      'removed',
      'phase',
      'supervisor',
      'listening',
      'closed',
      'restart',
      'gave-up',
      'summary',
      'draining',
      'drained',
      'rotated',
      'retry',
      'stale',
      'total',
      'replaced',
    )
    const fields = fc.record({
      v: fc.constant(1),
      at: fc.integer(),
      kind: kinds,
      id: ids,
      of: fc.oneof(ids, fc.constantFrom('child', 'supervisor')),
      child: fc.constantFrom('connection', 'listener', 'program', 'supervisor'),
      phase: fc.constantFrom('running', 'stopped', 'failed'),
      from: fc.constantFrom(null, 'alive'),
      to: fc.constantFrom('alive', 'dead', 'nowhere'),
      endpoint: fc.constantFrom('x', ''),
      cause: fc.constantFrom({ kind: 'eof', by: 'peer' }, null, 5),
      causes: fc.constantFrom([], [{ kind: 'eof', by: 'peer' }], null),
      ...Object.fromEntries(
        [
          'restarts',
          'delayMs',
          'withinMs',
          'attempt',
          'generation',
          'finished',
          'left',
          'died',
          'cut',
          'silentMs',
          'connections',
          'frames',
          'beats',
          'misses',
          'reconnects',
          'suspicions',
          'verdicts',
          'stalls',
        ].map((name) => [name, fc.integer()]),
      ),
      rttMs: fc.constant(null),
      detectionMs: fc.constantFrom(null, undefined, 1),
      program: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(fields, fc.anything()), { maxLength: 60 }), (values) => {
        const model = new Model()
        for (const value of values) if (isShownEvent(value)) model.apply(value)
        for (const [id, node] of model.nodes) expect(node.id).toBe(id)
        // Nobody is under himself, by however many steps.
        for (const node of model.nodes.values()) {
          const way = new Set<string>()
          for (let at: typeof node | undefined = node; at !== undefined; ) {
            expect(way.has(at.id)).toBe(false)
            way.add(at.id)
            at = at.parent === null ? undefined : model.nodes.get(at.parent)
          }
        }
      }),
      { numRuns: 300, seed: 11 },
    )
  })
})

test('A time that no calendar has is none, nor is a delay that leads past all of them', () => {
  const retry = { v: 1, at: 0, kind: 'retry', id: 'a', attempt: 1, delayMs: 8.64e15 }
  expect(problemOf(retry)).toBeNull()
  expect(problemOf({ ...retry, delayMs: 8.65e15 })).toBe('delayMs')
  expect(problemOf({ ...retry, at: 8.64e15 })).toBeNull()
  expect(problemOf({ ...retry, at: -8.65e15 })).toBe('at')
  expect(problemOf({ ...retry, at: 1e308 })).toBe('at')
})
