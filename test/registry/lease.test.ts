import { describe, expect, test } from 'vitest'
import { Refused } from '../../src/registry/backend.ts'
import { Lease } from '../../src/registry/lease.ts'
import { ScriptedSession } from './support/scripted.ts'
import { virtualRegistry } from './support/virtual.ts'

function leased() {
  const { clock, host } = virtualRegistry()
  const session = new ScriptedSession()
  const told: string[] = []
  const at = () => clock.now()
  const lease = new Lease(session, 1_200, host, {
    confirmed: () => told.push(`${at()} confirmed`),
    unconfirmed: ({ kind }) => told.push(`${at()} ${kind}`),
    over: ({ kind }) => {
      told.push(`${at()} over, ${kind}`)
      lease.end()
    },
  })
  return { clock, session, told, lease }
}

describe('A lease', () => {
  test('is renewed every third of its time, and is ours for three quarters of it from each confirmed request on', async () => {
    const { clock, told, lease, session } = leased()
    expect([lease.isOurs, lease.heldUntil]).toEqual([false, null])
    lease.begin()
    await clock.advance(1_000)
    expect(told).toEqual(['0 confirmed', '400 confirmed', '800 confirmed'])
    expect(session.asked).toEqual(['open', 'renew', 'renew'])
    expect([lease.isOurs, lease.heldUntil]).toEqual([true, 1_700_000_000_000 + 800 + 900])
  })

  test('lasts as long as the server grants, not as long as was asked for', async () => {
    const { clock, told, lease, session } = leased()
    session.answers.open = 12_000
    lease.begin()
    await clock.advance(4_000)
    expect(told).toEqual(['0 confirmed', '4000 confirmed'])
  })

  test('is tried for again and again, and is over by our own clock before the server lets it go', async () => {
    const { clock, told, lease, session } = leased()
    lease.begin()
    await clock.advance(300)
    session.answers.renew = new Error('refused')
    await clock.advance(1_500)
    expect(told).toEqual([
      '0 confirmed',
      '400 unreachable',
      '600 unreachable',
      '800 unreachable',
      '900 over, overdue',
    ])
    expect([lease.isOurs, lease.heldUntil]).toEqual([false, null])
  })

  test('is as much in doubt when nobody answers as when somebody refuses', async () => {
    const { clock, told, lease, session } = leased()
    lease.begin()
    session.answers.renew = null
    await clock.advance(1_000)
    expect(told).toEqual(['0 confirmed', '600 unreachable', '800 unreachable', '900 over, overdue'])
  })

  test('is over at once when the server does not know it any more', async () => {
    const { clock, told, lease, session } = leased()
    lease.begin()
    session.answers.renew = new Refused('gone', 'no such lease')
    await clock.advance(1_000)
    expect(told).toEqual(['0 confirmed', '400 over, gone'])
    lease.gone('said once more')
    expect(told).toHaveLength(2)
  })

  test('is over when the server says so by itself', async () => {
    const { clock, told, lease } = leased()
    lease.begin()
    await clock.advance(1)
    lease.gone('expired')
    expect(told).toEqual(['0 confirmed', '1 over, gone'])
  })

  test('is asked for after pauses until it is granted, whatever stands in its way', async () => {
    const { clock, told, lease, session } = leased()
    session.answers.open = new Refused('taken', 'by another')
    lease.begin()
    await clock.advance(150)
    session.answers.open = new Error('refused')
    await clock.advance(300)
    session.answers.open = 1_200
    await clock.advance(300)
    expect(told.at(0)).toBe('0 taken')
    expect(told.filter((one) => one.endsWith('unreachable'))).not.toEqual([])
    expect(told.at(-1)).toMatch(/confirmed$/)
  })

  test('is not ours after a stall, though no timer of ours has run; and no answer that comes too late makes it so', async () => {
    const { clock, told, lease } = leased()
    lease.begin()
    await clock.advance(1)
    clock.stall(2_000)
    expect([lease.isOurs, lease.heldUntil]).toEqual([false, null])
    await clock.advance(0)
    expect(told).toEqual(['0 confirmed', '2001 over, overdue'])
  })

  test('is not ours after a sleep in which our clock stood still', async () => {
    const { clock, lease } = leased()
    lease.begin()
    await clock.advance(1)
    clock.jumpWall(60_000)
    expect(lease.isOurs).toBe(false)
  })

  test('that was let go tells nobody anything more, and leaves no timer', async () => {
    const { clock, told, lease, session } = leased()
    lease.begin()
    await clock.advance(1)
    const farewell = lease.end()
    expect(lease.end()).toBe(farewell)
    await clock.advance(5_000)
    expect(told).toEqual(['0 confirmed'])
    expect(session.asked).toEqual(['open', 'end'])
    lease.begin()
    expect(session.asked).toEqual(['open', 'end'])
    expect(clock.pending).toBe(0)
  })
})
