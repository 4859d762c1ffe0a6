import { expect, test } from 'vitest'
import type { Permits } from '../../../../src/inspector/wire.ts'
import { choicesOf } from '../../../../visualizations/inspector/src/connection/choices.ts'
import { node } from '../support.ts'

const ALL: Permits = {
  acts: ['stop', 'restart', 'reconnect'],
  hardships: [{ name: 'freeze', label: 'Freeze its\u202e peer', ids: ['fleet/prices'] }],
  frames: false,
}

const labels = (given: Parameters<typeof node>[0], permits = ALL) =>
  choicesOf(node(given), permits).map(({ label }) => label)

test('Nothing is offered that the host did not allow', () => {
  expect(labels({}, { acts: [], hardships: [], frames: true })).toEqual([])
  expect(labels({}, { ...ALL, acts: ['stop'], hardships: [] })).toEqual(['Stop'])
})

test('A connection has them all, and its hardship only where it is meant', () => {
  expect(labels({})).toEqual(['Freeze its\\u202e peer', 'Stop', 'Restart', 'Reconnect'])
  expect(labels({ id: 'other' })).toEqual(['Stop', 'Restart', 'Reconnect'])
})

test('Accepted ones are not started again, nor dialled', () => {
  expect(labels({ id: 'gate#1', kind: 'accepted' })).toEqual(['Stop'])
})

test('The outermost supervisor has nobody who would restart it', () => {
  expect(labels({ id: 'fleet', kind: 'supervisor', phase: 'running', parent: null })).toEqual(['Stop'])
})

test('What has ended can be restarted alone', () => {
  expect(labels({ id: 'other', phase: 'failed' })).toEqual(['Restart'])
})

test('What takes something away asks before; a dial ahead of time does not', () => {
  const [, stop, , reconnect] = choicesOf(node(), ALL)
  expect(stop?.question).toBe('Stop prices?')
  expect(reconnect?.question).toBe('End the link there is, and dial again?')
  const waiting = choicesOf(node({ phase: 'backoff' }), ALL).at(-1)
  expect(waiting).toMatchObject({ label: 'Dial now', question: null })
})

test('Who stops a supervisor is told what goes with it', () => {
  const fleet = node({ id: 'fleet', name: 'fleet', kind: 'supervisor', phase: 'running' })
  expect(choicesOf(fleet, ALL)[0]?.question).toBe('Stop fleet and all that is under it?')
})
