import { describe, expect, test } from 'vitest'
import { messageForm } from '../../../src/transport/port/message.ts'
import type { Port, PortOwner } from '../../../src/transport/port/port.ts'
import { heldLimit, PortLink } from '../../../src/transport/port/port-link.ts'
import type { Cause } from '../../../src/transport/transport.ts'
import { type Reaction, Recorder } from '../support/recorder.ts'

const CLOSED: Cause = { kind: 'closed', by: 'peer', code: null, planned: false }

/** A port that does what it is told to, when it is told to. */
class FakePort implements Port {
  readonly calls: string[] = []
  readonly owner: PortOwner
  #waiting: (() => void)[] = []

  constructor(owner: PortOwner) {
    this.owner = owner
  }

  post(message: unknown, taken: () => void): void {
    this.calls.push(`post ${message}`)
    this.#waiting.push(taken)
  }
  close(): void {
    this.calls.push('close')
  }
  destroy(): void {
    this.calls.push('destroy')
  }
  /** The system takes what was posted longest ago. */
  take(): void {
    this.#waiting.shift()?.()
  }
}

/** One that can make its peer wait. */
class PatientPort extends FakePort {
  pause(): void {
    this.calls.push('pause')
  }
  resume(): void {
    this.calls.push('resume')
  }
}

interface Scene {
  readonly near: Recorder
  readonly port: FakePort
}

function scene(maxHeldBytes = 1_000, react?: Reaction): Scene {
  const link = new PortLink(messageForm({}), maxHeldBytes)
  const near = new Recorder(() => {}, react).own(link)
  link.own(near)
  const ports: FakePort[] = []
  link.adopt((owner) => {
    const port = new FakePort(owner)
    ports.push(port)
    return port
  })
  const [port] = ports
  if (port === undefined) throw new Error('no port')
  return { near, port }
}

function open(maxHeldBytes?: number, react?: Reaction): Scene {
  const made = scene(maxHeldBytes, react)
  made.port.owner.ready()
  return made
}

describe('What comes in', () => {
  test('Messages that come before the link is open wait for it', () => {
    const { near, port } = scene()
    port.owner.message('early')
    port.owner.message('too')
    expect(near.log).toEqual([])
    port.owner.ready()
    expect(near.log).toEqual(['opened', 'heard', 'frame early', 'heard', 'frame too'])
  })

  test('A port that ends before it is ready fails the dial', () => {
    const { near, port } = scene()
    port.owner.ended({ kind: 'refused', by: 'peer', detail: 'no' })
    port.owner.gone()
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('More than may be held while reading is paused ends the link with exhausted, at once', () => {
    const { near, port } = open(300)
    near.link.pause()
    port.owner.message('x'.repeat(100))
    port.owner.message('x'.repeat(36))
    port.owner.message(new Uint8Array(0))
    expect(near.log.at(-1)).toBe('ended exhausted')
    expect(near.cause).toMatchObject({ by: 'us', detail: expect.stringContaining('300 bytes') })
    expect(port.calls).toEqual(['destroy'])
    port.owner.gone()
    expect(near.log).toEqual(['opened', 'ended exhausted', 'released'])
  })

  test('What was read makes room for more', async () => {
    const { near, port } = open(300)
    for (let round = 0; round < 5; round += 1) {
      near.link.pause()
      port.owner.message('x'.repeat(200))
      near.link.resume()
      await Promise.resolve()
    }
    expect([near.texts.length, near.cause]).toEqual([5, null])
  })

  test('A message is heard when it is read, not when it waits', async () => {
    const { near, port } = open()
    near.link.pause()
    port.owner.message('a')
    expect(near.log).toEqual(['opened'])
    near.link.resume()
    await Promise.resolve()
    expect(near.log).toEqual(['opened', 'heard', 'frame a'])
  })

  test('A pause at the sign of life holds the frame back', async () => {
    const { near, port } = open(1_000, (link, line) => {
      if (line === 'heard') link.pause()
    })
    port.owner.message('a')
    expect(near.log).toEqual(['opened', 'heard'])
    near.link.destroy()
  })

  test('What is no frame ends the link behind the frames before it, and nothing comes after', async () => {
    const { near, port } = open()
    near.link.pause()
    port.owner.message('a')
    port.owner.message({ no: 'frame' })
    port.owner.message('b')
    near.link.resume()
    await Promise.resolve()
    expect(near.story).toEqual(['opened', 'frame a', 'ended protocol'])
    expect(port.calls).toEqual(['destroy'])
  })
})

describe('What goes out', () => {
  test('Writes wait until they are taken, and are told in order; the last one drains', () => {
    const { near, port } = open()
    near.send('one', 'first')
    near.send('two')
    near.send('three', 'third')
    expect([near.link.buffered, near.link.flushed]).toEqual([11, 0])
    port.take()
    port.take()
    expect([near.link.buffered, near.link.flushed, near.taken]).toEqual([5, 6, ['first null']])
    expect(near.log).not.toContain('drained')
    port.take()
    expect([near.taken, near.log.at(-1)]).toEqual([['first null', 'third null'], 'drained'])
  })

  test('Writes that were not taken are told how the link ended', () => {
    const { near, port } = open()
    near.send('one', 'first')
    port.owner.ended(CLOSED)
    port.owner.gone()
    near.send('two', 'second')
    expect(near.taken).toEqual(['first closed', 'second closed'])
    port.take()
    expect(near.log).toEqual(['opened', 'ended closed', 'released'])
  })

  test('What is taken after the end is no success, and drains nothing', () => {
    const { near, port } = open()
    near.send('one', 'first')
    port.owner.ended(CLOSED)
    port.take()
    expect([near.log, near.taken]).toEqual([['opened', 'ended closed'], []])
    port.owner.gone()
    expect(near.taken).toEqual(['first closed'])
  })

  test('A write before there is a port is cancelled', () => {
    const link = new PortLink(messageForm({}), 1_000)
    const near = new Recorder(() => {}).own(link)
    near.send('early', 'write')
    expect(near.taken).toEqual(['write cancelled'])
  })
})

describe('Ends', () => {
  test('A dial called off before its port came lets go of the port when it comes', async () => {
    const link = new PortLink(messageForm({}), 1_000)
    const near = new Recorder(() => {}).own(link)
    link.own(near)
    near.do('destroy', () => link.destroy())
    await Promise.resolve()
    const ports: FakePort[] = []
    link.adopt((owner) => {
      const port = new FakePort(owner)
      ports.push(port)
      return port
    })
    ports[0]?.owner.ready()
    expect(ports[0]?.calls).toEqual(['destroy'])
    expect(near.log).toEqual(['released'])
  })

  test('An end in order is released when the port has gone, and no news', () => {
    const { near, port } = open()
    near.link.close()
    near.link.close()
    port.owner.message('last words')
    port.owner.ended(CLOSED)
    port.owner.gone()
    expect(near.story).toEqual(['opened', 'frame last words', 'released'])
    expect(port.calls[0]).toBe('close')
  })

  test('The peer’s end that waits behind a pause is kept though the port has gone', async () => {
    const { near, port } = open()
    near.link.pause()
    port.owner.message('a')
    port.owner.ended(CLOSED)
    port.owner.gone()
    expect(near.log).toEqual(['opened'])
    near.send('too late', 'write')
    near.link.resume()
    await Promise.resolve()
    expect(near.story).toEqual(['opened', 'frame a', 'ended closed', 'released'])
    expect(near.taken).toEqual(['write closed'])
  })

  test('A close right after a resume hands up what waited, and is released', async () => {
    const { near, port } = open()
    near.link.pause()
    port.owner.message('a')
    port.owner.ended(CLOSED)
    port.owner.gone()
    near.link.resume()
    near.link.close()
    for (let turns = 0; turns < 5; turns += 1) await Promise.resolve()
    expect(near.story).toEqual(['opened', 'frame a', 'released'])
  })
})

test.each([0, 1.5, Number.NaN])('%s is no limit of what may be held', (maxHeldBytes) => {
  expect(() => heldLimit({ maxHeldBytes })).toThrow(expect.objectContaining({ option: 'maxHeldBytes' }))
  expect(heldLimit({})).toBe(16 * 1024 * 1024)
})

test('A port that can make its peer wait is asked to while reading is paused', async () => {
  const link = new PortLink(messageForm({}), 1_000)
  const near = new Recorder(() => {}).own(link)
  link.own(near)
  const ports: PatientPort[] = []
  link.adopt((owner) => {
    const port = new PatientPort(owner)
    ports.push(port)
    return port
  })
  ports[0]?.owner.ready()
  link.pause()
  link.resume()
  link.resume()
  expect(ports[0]?.calls).toEqual(['pause', 'resume'])
  link.destroy()
  ports[0]?.owner.gone()
})
