import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../../../src/testing/index.ts'
import { Acts } from '../../../../visualizations/inspector/src/live/acts.ts'

function scene() {
  const clock = virtualClock()
  const acts = new Acts((ms, task) => {
    const timer = clock.after(ms, task)
    return () => timer.cancel()
  })
  const sent: number[] = []
  const send = async (n: number): Promise<void> => {
    sent.push(n)
  }
  return { clock, acts, sent, send }
}

describe('What is asked of the server', () => {
  test('is answered by its number, whatever came in between', async () => {
    const { clock, acts, sent, send } = scene()
    const first = acts.ask(send)
    const second = acts.ask(send)
    acts.done(sent[1] ?? 0, 'not allowed')
    acts.done(sent[0] ?? 0, null)
    acts.done(99, null)
    expect([await first, await second]).toEqual([null, 'not allowed'])
    expect(clock.pending).toBe(0)
  })

  test('is given up when no answer comes, when it cannot be sent, and when the server goes', async () => {
    const { clock, acts, send } = scene()
    const late = acts.ask(send)
    await clock.advance(20_000)
    expect(await late).toBe('The server has not answered.')
    expect(await acts.ask(() => Promise.reject(new Error('no link')))).toBe('The server is not there.')
    const lost = acts.ask(send)
    acts.lost()
    expect(await lost).toBe('The server went away before it answered.')
    expect(clock.pending).toBe(0)
  })
})
