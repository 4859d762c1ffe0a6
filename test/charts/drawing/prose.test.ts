import { expect, test } from 'vitest'
import { statesOf } from '../../../src/charts/arrows.ts'
import { detailsOf, proseOf, titleOf } from '../../../src/charts/drawing/prose.ts'
import { chartOf } from '../../../src/charts/read.ts'
import { alone, shop } from '../machines.ts'

test('A chart is called what it says of itself, or by its id', () => {
  expect(titleOf(chartOf(shop))).toBe('A shop; with everything')
  expect(titleOf(chartOf(alone))).toBe('State chart of alone')
})

test('Whoever hears it is told every state, and where each way leads', () => {
  const lines = proseOf(chartOf(shop)).split('\n')
  expect(lines[0]).toBe('Starts in closed.')
  expect(lines).toContain('ended: the end.')
  expect(lines.find((line) => line.startsWith('busy.till.idle'))).toContain(
    'pay leads to busy.till.paying and busy.door',
  )
})

test('Details have what the box has no room for', () => {
  const states = new Map(statesOf(chartOf(shop)).map((state) => [state.id, detailsOf(state)]))
  expect(states.get('closed')).toBe('closed\nNobody is served\nexit / tell, log')
  expect(states.get('busy.till.paying')).toBe('busy.till.paying\nruns / fetchPrice, count')
  expect(states.get('ended')).toBe('ended (final)')
})
