/** What happens to bytes that are written. */
import { expect, test } from 'vitest'
import { raw } from '../../../src/transport/framing.ts'
import { fill, type Stage } from '../support/stage.ts'

export function writing({
  pair,
  withStranger,
  until,
  settle,
  where,
  traits: { carries, end, backPressure, resets },
}: Stage): void {
  where(backPressure)(
    'A peer that does not read lets bytes pile up; when it reads on they drain',
    async () => {
      const { near, peer } = await withStranger()
      peer.pause()
      const total = fill(near, 'last')
      await settle()
      expect(near.link.buffered).toBeGreaterThan(0)
      expect([near.taken, near.log]).toEqual([[], ['opened']])
      peer.resume()
      await until(() => near.log.includes('drained') && peer.received.length >= total)
      expect(peer.received.endsWith('the last\n')).toBe(true)
      expect(near.link.buffered).toBe(0)
      expect(near.taken).toEqual(['last null'])
    },
  )

  where(backPressure && carries === 'bytes')(
    'Flushed bytes stand still with the peer and move when it reads, within one write too',
    async () => {
      const { near, peer } = await withStranger(raw())
      const total = 40_000_000
      peer.pause()
      near.send('x'.repeat(total))
      await settle()
      const stuck = near.link.flushed
      await settle()
      expect(near.link.flushed).toBe(stuck)
      peer.resume()
      await until(() => near.link.flushed > stuck)
      expect(near.link.flushed).toBeLessThan(total)
      await until(() => peer.received.length === total)
      expect(near.link.flushed).toBeGreaterThanOrEqual(total)
      expect(near.link.buffered).toBe(0)
    },
  )

  test('A write that the system takes is promised once', async () => {
    const { near, far } = await pair()
    near.send('one', 'first')
    near.send('two')
    near.send('three', 'third')
    await until(() => far.texts.length === 3 && near.taken.length === 2)
    await settle()
    expect(near.taken).toEqual(['first null', 'third null'])
  })

  where(backPressure)('Writes that wait when the link is destroyed are told it was cancelled', async () => {
    const { near, peer } = await withStranger()
    peer.pause()
    fill(near, 'waiting')
    near.link.destroy()
    await until(() => near.isReleased)
    expect([near.taken, near.story]).toEqual([['waiting cancelled'], ['opened', 'released']])
  })

  where(backPressure && carries === 'bytes')(
    'A write that is half gone when the link is destroyed was cancelled too',
    async () => {
      const { near, peer } = await withStranger(raw())
      peer.pause()
      near.send('x'.repeat(40_000_000), 'half')
      await settle()
      near.link.destroy()
      await until(() => near.isReleased)
      await settle()
      expect([near.taken, near.story]).toEqual([['half cancelled'], ['opened', 'released']])
    },
  )

  where(backPressure && end === 'eof')(
    'What waits when the peer ends its side is still sent; that it drains is no news then',
    async () => {
      const { near, peer } = await withStranger()
      peer.pause()
      const total = fill(near, 'last')
      peer.fin()
      await until(() => near.log.includes('ended eof'))
      peer.resume()
      await until(() => near.isReleased && peer.received.length >= total)
      expect(peer.received.endsWith('the last\n')).toBe(true)
      expect([near.taken, near.story]).toEqual([['last null'], ['opened', 'ended eof', 'released']])
    },
  )

  where(backPressure && resets)('Writes that wait when the peer resets are told so', async () => {
    const { near, peer } = await withStranger()
    peer.pause()
    fill(near, 'waiting')
    peer.reset()
    await until(() => near.isReleased)
    expect([near.taken, near.story]).toEqual([['waiting reset'], ['opened', 'ended reset', 'released']])
  })

  test('A write after the end is told so at once', async () => {
    const { near, peer } = await withStranger()
    peer.fin()
    await until(() => near.isReleased)
    near.send('too late', end)
    const other = await withStranger()
    other.near.link.close()
    other.near.send('too late', 'closed')
    expect([near.taken, other.near.taken]).toEqual([[`${end} ${end}`], ['closed cancelled']])
  })
}
