import { describe, expect, test } from 'vitest'
import { collecting } from './support/collecting.ts'

describe('a tape', () => {
  test('begins with its version and the distance of the clocks', () => {
    const { lines } = collecting()
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      v: 1,
      at: 1_000_000,
      kind: 'tape',
      n: 0,
      tape: 1,
      aheadMs: 1_000_000,
    })
  })

  test('tells the machines the time of the event, and writes it exactly', async () => {
    const { clock, tape, log } = collecting()
    await clock.advance(1.5)
    expect(tape.now()).toBe(0)
    tape.begin()
    tape.of('H', 3)
    expect(tape.now()).toBe(1.5)
    tape.begin()
    tape.of('H', 3)
    expect(log()).toBe(` ${(1.5 * 1_024).toString(36)}H3 H`)
  })

  test('lets the time of a long event go on', () => {
    const { clock, tape, log } = collecting()
    tape.begin()
    tape.of('X', 0)
    tape.now()
    clock.stall(5)
    expect(tape.now()).toBe(5)
    expect(log()).toBe(' X0R2.3y8')
  })

  test('writes timers of one rhythm as one digit each', () => {
    const { clock, tape, log } = collecting()
    for (const due of [50, 100, 150, 200]) {
      clock.stall(50)
      tape.fired(due * 1_024)
    }
    expect(log()).toBe(' 13i8F0~000')
  })

  test('has a jump of the wall clock in an event of its own', () => {
    const { clock, tape, log } = collecting()
    tape.begin()
    tape.of('X', 0)
    clock.jumpWall(-3_000)
    expect(tape.wall()).toBe(997_000)
    expect(log()).toBe(' X0 V2bc')
  })

  test('has a jump of the wall clock in the event that has just begun, and is still to be named', () => {
    const { clock, tape, log } = collecting()
    tape.begin()
    tape.numbers('?', 7)
    clock.jumpWall(3_000)
    tape.wall()
    tape.numbers('=', 0)
    clock.jumpWall(3_000)
    tape.wall()
    expect(log()).toBe(' ?7W2bc=0 W2bc')
  })

  test('has a jump of the wall clock in an event of its own, long after one that nobody has named', async () => {
    const { clock, tape, log } = collecting()
    tape.begin()
    await clock.advance(3)
    clock.jumpWall(3_000)
    expect(tape.wall()).toBe(1_003_003)
    expect(log()).toBe(`  ${(3 * 1_024).toString(36)}W2bc`)
  })

  test('writes a line when a second is over, and says the same cause once', async () => {
    const { clock, tape, lines } = collecting()
    tape.begin()
    tape.numbers('Z', 0, tape.cause({ kind: 'eof', by: 'peer' }))
    expect(tape.cause({ kind: 'eof', by: 'peer' })).toBe(0)
    await clock.advance(1_001)
    tape.begin()
    expect(lines).toHaveLength(3)
    expect(lines.at(-1)).toContain('"log":" Z0.0"')
  })

  test('says nothing after its end', () => {
    const { tape, lines } = collecting()
    tape.end()
    tape.begin()
    tape.line({ cause: 1, is: { kind: 'eof', by: 'peer' } })
    expect(lines.at(-1)).toContain('"end":true')
  })
})
