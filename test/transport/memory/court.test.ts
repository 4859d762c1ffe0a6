import { expect, test } from 'vitest'
import { Court, type Judging } from '../../../src/transport/memory/court.ts'
import type { Verdict } from '../../../src/transport/memory/verdict.ts'

const BYTES = new Uint8Array([1])

function saying(verdict: Verdict): Judging {
  return { judge: () => verdict, cut: new Set() }
}

test('Delays add up, and the first verdict of another kind counts', () => {
  const court = new Court()
  expect([court.isEmpty, court.judge(BYTES, 'stream')]).toEqual([
    true,
    { verdict: { kind: 'pass' }, delayMs: 0, by: null },
  ])
  const cutter = saying({ kind: 'cut' })
  for (const ms of [5, 6]) court.seat(saying({ kind: 'delay', ms }))
  court.seat(saying({ kind: 'pass' }))
  expect(court.judge(BYTES, 'stream')).toEqual({ verdict: { kind: 'pass' }, delayMs: 11, by: null })
  court.seat(cutter)
  court.seat(saying({ kind: 'reset' }))
  expect(court.judge(BYTES, 'stream')).toEqual({ verdict: { kind: 'cut' }, delayMs: 11, by: cutter })
  court.unseat(cutter)
  expect([court.isEmpty, court.judge(BYTES, 'stream').verdict]).toEqual([false, { kind: 'reset' }])
})

test('A judge is shown the bytes and how they travel', () => {
  const court = new Court()
  const shown: unknown[] = []
  const judge = (frame: unknown): Verdict => {
    shown.push(frame)
    return { kind: 'pass' }
  }
  court.seat({ judge, cut: new Set() })
  court.judge(BYTES, 'messages')
  expect(shown).toEqual([{ bytes: BYTES, delivers: 'messages' }])
})
