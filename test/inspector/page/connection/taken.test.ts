import { expect, test } from 'vitest'
import {
  chartsOf,
  markedIdentity,
  markedOf,
} from '../../../../visualizations/inspector/src/connection/taken.ts'
import { NOW, node, phase } from '../support.ts'

test('The last arrow of a connection is that of its latest phase', () => {
  const events = [
    phase(NOW - 9, 'alive', 'suspect'),
    phase(NOW - 5, 'suspect', 'dead', { event: 'peer.lost' }),
  ]
  expect(markedOf(node({ phase: 'dead', since: NOW - 5 }), events)).toEqual({
    state: 'dead',
    from: 'suspect',
    event: 'peer.lost',
    at: NOW - 5,
  })
})

test('Without an event that leads to its phase the state alone is lit', () => {
  const since = NOW - 60_000
  expect(markedOf(node(), [])).toEqual({ state: 'alive', from: null, event: null, at: since })
  expect(markedOf(node(), [phase(NOW - 5, 'alive', 'suspect')])).toMatchObject({ state: 'alive', from: null })
})

test('A supervisor came from the phase before', () => {
  const fleet = node({ id: 'fleet', kind: 'supervisor', phase: 'stopping' })
  const entered = (at: number, to: 'running' | 'stopping') =>
    ({ v: 1, at, kind: 'supervisor', id: 'fleet', phase: to }) as const
  expect(markedOf(fleet, [entered(NOW - 9, 'running'), entered(NOW - 2, 'stopping')])).toMatchObject({
    state: 'stopping',
    from: 'running',
  })
})

test('Who it is has a chart of its own, told by the listener', () => {
  const told = (identity: string, to: 'suspect' | 'alive') =>
    ({ v: 1, at: NOW, kind: 'identity', id: 'gate', identity, from: 'alive', to }) as const
  const events = [told('device-7', 'suspect'), told('device-8', 'alive')]
  expect(markedIdentity('device-7', events)).toMatchObject({ state: 'suspect', from: 'alive' })
  expect(markedIdentity('device-9', events)).toBeNull()
})

test('A listener has no chart, and who is known by name has two', () => {
  expect(chartsOf(node({ kind: 'listener' }))).toEqual([])
  expect(chartsOf(node({ kind: 'supervisor' }))).toEqual(['supervisor'])
  expect(chartsOf(node({ kind: 'accepted', identity: 'device-7' }))).toEqual(['connection', 'identity'])
})
