import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type IdentityEvent, identityChart, phaseAfter } from '../../../src/supervisor/identity/chart.ts'

const EVENTS: IdentityEvent['type'][] = [
  'peer.heard',
  'peer.silent',
  'peer.lost',
  'links.ended',
  'identity.forgotten',
]

describe('The life of an identity', () => {
  test.each<[string, IdentityEvent['type'][], string]>([
    ['is alive from the first sign of it', [], 'alive'],
    ['is alive after one more', ['peer.heard'], 'alive'],
    ['is suspect when it is late', ['peer.silent'], 'suspect'],
    ['is alive again when it comes after all', ['peer.silent', 'peer.heard'], 'alive'],
    ['is dead when it does not', ['peer.silent', 'peer.lost'], 'dead'],
    ['is dead when its last link has ended', ['links.ended'], 'dead'],
    ['is dead when its last link, a suspect one, has ended', ['peer.silent', 'links.ended'], 'dead'],
    ['is alive again when it comes back', ['links.ended', 'peer.heard'], 'alive'],
    ['is gone when it was dead for long enough', ['links.ended', 'identity.forgotten'], 'gone'],
    ['is gone when somebody asks for it', ['identity.forgotten'], 'gone'],
    ['never comes back from there', ['identity.forgotten', 'peer.heard'], 'gone'],
    ['never dies of a verdict without a suspicion', ['peer.lost'], 'alive'],
  ])('%s', (_, events, phase) => {
    const actor = createActor(identityChart).start()
    for (const type of events) if (actor.getSnapshot().status === 'active') actor.send({ type })
    expect(actor.getSnapshot().value).toBe(phase)
  })

  test('is read off the chart as XState would run it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 12 }), (events) => {
        const actor = createActor(identityChart).start()
        let phase: Parameters<typeof phaseAfter>[0] = 'alive'
        for (const type of events) {
          if (actor.getSnapshot().status === 'active') actor.send({ type })
          phase = phaseAfter(phase, type) ?? phase
          expect(phase).toBe(actor.getSnapshot().value)
        }
      }),
    )
  })
})
