import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { addressLine, inspectorAt, opened, type Place } from '../../src/cli/inspecting.ts'
import { readWords } from '../../src/cli/words.ts'
import { supervise } from '../../src/index.ts'
import { inspect } from '../../src/inspector/index.ts'
import { testIo } from '../support/io.ts'

function asked(...args: readonly string[]) {
  const words = readWords(args)
  if (words.command === 'help') throw new Error('help was not asked for')
  return inspectorAt(words.given)
}

test('It is where it was asked to be, on this machine by default, and nowhere unless asked for', () => {
  expect(asked('watch', 'tcp://h:1')).toBeNull()
  expect(asked('watch', 'tcp://h:1', '--inspect')).toEqual({ host: '127.0.0.1', port: 0 })
  expect(asked('watch', '--inspect', 'tcp://h:1')).toEqual({ host: '127.0.0.1', port: 0 })
  expect(asked('serve', 'tcp://h:1', '--inspect', '[::1]:9000')).toEqual({ host: '::1', port: 9000 })
  expect(() => asked('watch', 'tcp://h:1', '--inspect', 'nowhere')).toThrow(/^--inspect: expected HOST:PORT/)
})

describe('an inspector', () => {
  test('says nothing of itself on this machine but its address', async () => {
    await using fleet = supervise()
    const io = testIo()
    await using inspector = await opened({ host: '127.0.0.1', port: 0 }, io, (place) => inspect(fleet, place))
    if (inspector === null) throw new Error('it did not open')
    expect(io.err()).toBe('')
    expect(addressLine(inspector)).toMatch(/^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{16,}$/)
  })

  test('where others can come has a token of its own each time, and stderr says who can come', async () => {
    await using fleet = supervise()
    const io = testIo()
    const places: Place[] = []
    const open = (place: Place) => {
      places.push(place)
      return inspect(fleet, place)
    }
    for (let n = 0; n < 2; n += 1) await (await opened({ host: '0.0.0.0', port: 0 }, io, open))?.close()
    const [first, second] = places
    expect(first?.token).toMatch(/^[\w-]{32}$/)
    expect(first?.token).not.toBe(second?.token)
    expect(io.err()).toContain('listens on 0.0.0.0, where others than this machine can come')
  })

  test('whose port is taken is told in one line', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => {
        const address = taken.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    await using fleet = supervise()
    const io = testIo()
    expect(await opened({ host: '127.0.0.1', port }, io, (place) => inspect(fleet, place))).toBeNull()
    expect(io.err()).toMatch(
      /^pulsetree: cannot serve the inspector on 127\.0\.0\.1:\d+ \([^\n]*EADDRINUSE[^\n]*\)\n$/,
    )
    taken.close()
  })

  test('that fails by a bug is no reason to go on', async () => {
    const broken = opened({ host: '127.0.0.1', port: 0 }, testIo(), () => Promise.reject(new Error('oops')))
    await expect(broken).rejects.toThrow('oops')
  })
})
