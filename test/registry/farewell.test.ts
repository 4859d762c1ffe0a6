import { expect, test } from 'vitest'
import { Farewell } from '../../src/registry/farewell.ts'
import { momentOf } from '../../src/registry/terms.ts'
import { ScriptedSession } from './support/scripted.ts'
import { virtualRegistry } from './support/virtual.ts'

function parting(end: number | Error | null) {
  const { clock, host } = virtualRegistry()
  const session = new ScriptedSession()
  session.answers.end = end
  const farewell = new Farewell(session, 1_200, momentOf(clock), host)
  let doneAt: number | null = null
  void farewell.done.then(() => {
    doneAt = clock.now()
  })
  return { clock, session, farewell, doneAt: () => doneAt }
}

test('It is over when the server has confirmed it', async () => {
  const { clock, session, farewell, doneAt } = parting(0)
  await farewell.firstTry
  await clock.advance(0)
  expect([doneAt(), session.asked, session.isDropped]).toEqual([0, ['end'], true])
  expect(clock.pending).toBe(0)
})

test('A server that does not take it is told until it must have let the lease lapse', async () => {
  const { clock, session, doneAt } = parting(new Error('refused'))
  await clock.advance(1_999)
  expect(doneAt()).toBeNull()
  expect(session.asked.length).toBeGreaterThan(8)
  await clock.advance(1)
  expect([doneAt(), session.isDropped]).toEqual([2_000, true])
  expect(clock.pending).toBe(0)
})

test('A server that takes it later has taken it', async () => {
  const { clock, session, doneAt } = parting(new Error('refused'))
  await clock.advance(500)
  session.answers.end = 0
  await clock.advance(200)
  expect(doneAt()).toBe(600)
})

test('Nobody waits for a server that is silent longer than a request may take, but it is told once more', async () => {
  const { clock, session, farewell } = parting(null)
  let tried = false
  void farewell.firstTry.then(() => {
    tried = true
  })
  await clock.advance(999)
  expect(tried).toBe(false)
  await clock.advance(1)
  expect([tried, session.asked]).toEqual([true, ['end', 'end']])
})

test('It can be cut short', async () => {
  const { clock, session, farewell, doneAt } = parting(new Error('refused'))
  await clock.advance(100)
  farewell.cut()
  await clock.advance(5_000)
  expect([doneAt(), session.isDropped]).toEqual([100, true])
  expect(session.asked).toEqual(['end'])
})
