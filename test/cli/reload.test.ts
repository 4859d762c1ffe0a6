import { expect, test } from 'vitest'
import { onHangup } from '../../src/cli/reload.ts'
import type { Note } from '../../src/cli/shown.ts'
import { UsageError } from '../../src/cli/usage.ts'
import { testIo } from '../support/io.ts'

test('SIGHUP reads again, and a remark says so', () => {
  const io = testIo()
  const notes: Note[] = []
  let reads = 0
  onHangup(
    io,
    () => {
      reads += 1
    },
    (note) => notes.push(note),
  )
  io.signals.emit('SIGHUP')
  expect(reads).toBe(1)
  expect(notes).toEqual([
    { v: 1, at: expect.any(Number), kind: 'note', text: expect.stringContaining('certificates') },
  ])
})

test('What cannot be used now is one line on stderr, and nothing is said to be read', async () => {
  const io = testIo()
  const notes: Note[] = []
  onHangup(
    io,
    () => {
      throw new UsageError('--cert', 'cannot read "a.pem"')
    },
    (note) => notes.push(note),
  )
  const complained = new Promise((resolve) => io.stderr.once('data', resolve))
  io.signals.emit('SIGHUP')
  await complained
  expect(io.err()).toBe('pulsetree: --cert: cannot read "a.pem"; what was read before stays in use\n')
  expect(notes).toEqual([])
})

test('A bug is passed on', () => {
  const io = testIo()
  onHangup(
    io,
    () => {
      throw new TypeError('oops')
    },
    () => {},
  )
  expect(() => io.signals.emit('SIGHUP')).toThrow(TypeError)
})

test('Where there is a terminal, the signal means that it has gone, and is left to the system', () => {
  const io = testIo({ hasTerminal: true })
  const forget = onHangup(
    io,
    () => {},
    () => {},
  )
  expect(io.signals.eventNames()).toEqual([])
  forget()
})

test('Once let go, the signal is left to the system', () => {
  const io = testIo()
  onHangup(
    io,
    () => {},
    () => {},
  )()
  expect(io.signals.listenerCount('SIGHUP')).toBe(0)
})
