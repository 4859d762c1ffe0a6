import { describe, expect, test } from 'vitest'
import { isConnectionEvent, isEndPhase, PHASES } from '../../src/machines/events.ts'

describe('the vocabulary', () => {
  test.each([
    'link.opened',
    'link.ended',
    'link.released',
    'link.stabilised',
    'peer.silent',
    'peer.heard',
    'peer.lost',
    'deadline.passed',
    'hook.crashed',
    'backoff.elapsed',
    'retry',
    'stop',
  ])('has %s', (type) => {
    expect(isConnectionEvent({ type })).toBe(true)
  })

  test.each(['xstate.init', 'xstate.stop', 'xstate.done.actor.a'])(
    'does not have XState’s own %s',
    (type) => {
      expect(isConnectionEvent({ type })).toBe(false)
    },
  )
})

describe('the phases', () => {
  test('stand in the order in which a life meets them, each once', () => {
    expect(PHASES).toEqual(['connecting', 'alive', 'suspect', 'dead', 'backoff', 'stopped', 'failed'])
  })

  test('have two ends', () => {
    expect(PHASES.filter(isEndPhase)).toEqual(['stopped', 'failed'])
  })
})
