import { expect, test } from 'vitest'
import { ByteLink } from '../../src/transport/byte-link.ts'
import { type Codec, lines } from '../../src/transport/framing.ts'
import type { Link } from '../../src/transport/transport.ts'
import { Recorder } from './support/recorder.ts'

/** The reading half alone, driven by hand. */
class Reader extends ByteLink implements Link {
  readonly peer = null
  readonly buffered = 0
  readonly flushed = 0
  isAbandoned = false
  write(): void {}
  pause(): void {
    this.paused = true
  }
  resume(): void {
    this.paused = false
  }
  close(): void {
    this.leaving = true
  }
  destroy(): void {
    this.leaving = true
    this.over = true
  }
  arrive(text: string): void {
    this.take(Buffer.from(text))
  }
  finish(): void {
    this.takeEnd()
  }
  goOn(): void {
    this.carryOn()
  }
  protected override abandon(): void {
    this.isAbandoned = true
  }
}

function reader(codec: Codec = lines()): { link: Reader; owner: Recorder } {
  const link = new Reader(codec)
  const owner = new Recorder(() => {}).own(link)
  link.owner = owner
  owner.opened()
  return { link, owner }
}

test('Bytes that come between resume and its turn are read after those that waited', () => {
  const { link, owner } = reader()
  link.pause()
  link.arrive('a\nb\n')
  link.resume()
  link.arrive('c\n')
  link.goOn()
  expect(owner.texts).toEqual(['a', 'b', 'c'])
})

test('A FIN that comes between resume and its turn is read after the frames that waited', () => {
  const { link, owner } = reader()
  link.pause()
  link.arrive('a\nb\n')
  link.resume()
  link.finish()
  link.goOn()
  expect(owner.story).toEqual(['opened', 'frame a', 'frame b', 'ended eof'])
})

test('A second pause before the turn of the first resume keeps everything back', () => {
  const { link, owner } = reader()
  link.pause()
  link.arrive('a\n')
  link.finish()
  link.goOn()
  expect(owner.story).toEqual(['opened'])
  link.resume()
  link.goOn()
  expect(owner.story).toEqual(['opened', 'frame a', 'ended eof'])
})

test('A begun frame is told of once, however many arrivals it takes, and anew for each frame', () => {
  const { link, owner } = reader()
  for (const piece of ['a', 'a', 'a\nb', 'b', '\n', 'c\n', 'd']) link.arrive(piece)
  expect(owner.story).toEqual([
    'opened',
    'partial true',
    ...['frame aaa', 'partial true'],
    ...['frame bb', 'partial false'],
    'frame c',
    'partial true',
  ])
})

test('After close frames are still read, and the end is no news', () => {
  const { link, owner } = reader()
  link.close()
  link.arrive('a\n')
  link.finish()
  expect(owner.story).toEqual(['opened', 'frame a'])
})

test('A codec that throws anything but a framing error is a bug of ours, and ends the link', () => {
  const broken: Codec = {
    ...lines(),
    whole: () => null,
    decoder: () => ({
      pending: 0,
      push() {},
      next() {
        throw new TypeError('oops')
      },
      end: () => null,
    }),
  }
  const { link, owner } = reader(broken)
  link.arrive('a\n')
  link.arrive('b\n')
  expect([owner.cause?.kind, link.isAbandoned]).toEqual(['crash', true])
  expect(owner.log).toEqual(['opened', 'heard', 'ended crash'])
})

test('A codec that fails at the end fails the link', () => {
  const broken: Codec = {
    ...lines(),
    decoder: () => ({
      pending: 1,
      push() {},
      next: () => null,
      end() {
        throw new TypeError('oops')
      },
    }),
  }
  const { link, owner } = reader(broken)
  link.arrive('a')
  link.finish()
  expect([owner.story, link.isAbandoned]).toEqual([['opened', 'partial true', 'ended crash'], true])
})

test.each([
  {
    situation: 'that can tell whole frames has decoders only while something is left of an arrival',
    whole: true,
    decoders: 2,
  },
  { situation: 'that cannot keeps one decoder for the link', whole: false, decoders: 1 },
])('A codec $situation', ({ whole, decoders }) => {
  const { whole: wholeLine, ...rest } = lines()
  let made = 0
  const counted: Codec = {
    ...rest,
    ...(whole && wholeLine !== undefined ? { whole: wholeLine } : {}),
    decoder() {
      made += 1
      return rest.decoder()
    },
  }
  const { link, owner } = reader(counted)
  for (const piece of ['a\n', 'b\r\n', 'c\nd\n', 'e\n', 'f', 'g\n', 'h\n', '\n']) link.arrive(piece)
  expect(owner.texts).toEqual(['a', 'b', 'c', 'd', 'e', 'fg', 'h', ''])
  expect(made).toBe(decoders)
})

test('Whole frames that come while others wait do not overtake them', () => {
  const { link, owner } = reader()
  link.arrive('a\nb\nc')
  link.pause()
  link.arrive('d\n')
  link.arrive('e\n')
  link.resume()
  link.goOn()
  link.arrive('f\n')
  expect(owner.texts).toEqual(['a', 'b', 'cd', 'e', 'f'])
})
