import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { Outlet } from '../../src/cli/outlet.ts'

/** A reader that takes nothing until asked to. */
function slowReader(): { stream: PassThrough; read(): string } {
  const stream = new PassThrough({ highWaterMark: 4 })
  return { stream, read: () => String(stream.read() ?? '') }
}

test('Lines are written as they come', () => {
  const { stream, read } = slowReader()
  const outlet = new Outlet(stream)
  outlet.line('a')
  outlet.line('b')
  expect(read()).toBe('a\nb\n')
})

test('It is congested once its reader lags behind, and says when it is not', async () => {
  const { stream, read } = slowReader()
  const outlet = new Outlet(stream)
  expect(outlet.congested).toBe(false)
  outlet.line('much more than four bytes')
  outlet.line('and more')
  expect(outlet.congested).toBe(true)
  const drained = new Promise<void>((resolve) => {
    outlet.onDrain = resolve
  })
  while (outlet.congested && read() !== '') await Promise.resolve()
  stream.resume()
  await drained
  expect(outlet.congested).toBe(false)
})

test('It is flushed when every line has left', async () => {
  const { stream } = slowReader()
  const outlet = new Outlet(stream)
  outlet.line('much more than four bytes')
  const flushed = outlet.flushed()
  let text = ''
  stream.on('data', (chunk) => {
    text += chunk
  })
  await flushed
  expect(text).toBe('much more than four bytes\n')
})

test('A broken stream is told once, swallows what follows, and holds nobody up', async () => {
  const stream = new PassThrough({ highWaterMark: 4 })
  const outlet = new Outlet(stream)
  const errors: string[] = []
  let drains = 0
  outlet.onBroken = (error) => errors.push(error.message)
  outlet.onDrain = () => {
    drains += 1
  }
  outlet.line('much more than four bytes')
  stream.destroy(new Error('EPIPE'))
  await new Promise((resolve) => stream.once('close', resolve))
  outlet.line('more')
  await outlet.flushed()
  expect(errors).toEqual(['EPIPE'])
  expect(outlet.lost?.message).toBe('EPIPE')
  expect(drains).toBe(1)
  expect(outlet.congested).toBe(false)
})

test('A released one listens to errors still, so that a late one ends nothing', () => {
  const stream = new PassThrough()
  const outlet = new Outlet(stream)
  outlet.release()
  expect(stream.listenerCount('drain')).toBe(0)
  expect(stream.listenerCount('error')).toBe(1)
})

test('Past its limit it leaves lines out rather than fill the memory, and counts them', () => {
  const { stream, read } = slowReader()
  const outlet = new Outlet(stream, 8)
  for (const line of ['abcdefg', 'hijklmn', 'opq', 'rst']) outlet.line(line)
  const beyond = outlet.takeLeftOut()
  expect(beyond).toBeGreaterThan(0)
  expect(outlet.takeLeftOut()).toBe(0)
  let text = ''
  for (let part = read(); part !== ''; part = read()) text += part
  expect(text.split('\n').length - 1).toBe(4 - beyond)
})
