import { expect, test } from 'vitest'
import type { Cause } from '../../../src/transport/transport.ts'
import { MessageLink } from '../../../src/transport/websocket/message-link.ts'
import { Recorder } from '../support/recorder.ts'

const GONE: Cause = { kind: 'reset', by: 'network', detail: 'gone' }

/** A link that hears what a test says. */
class Said extends MessageLink {
  readonly heard = new Recorder(() => this.react(this.heard.log.at(-1)))
  react: (line?: string) => void = () => {}

  constructor() {
    super()
    this.owner = this.heard
    this.heard.opened()
  }

  get log(): string[] {
    return this.heard.log.slice(1)
  }

  get waits(): boolean {
    return this.endWaits
  }

  message(...texts: string[]): void {
    for (const text of texts) this.take(Buffer.from(text), true)
  }

  through(begun: boolean): void {
    this.settle(begun)
  }

  goodbye(): void {
    this.takeEnd(GONE)
  }

  hold(): void {
    this.paused = true
  }

  goOn(): void {
    this.paused = false
    this.carryOn()
  }

  letGo(): void {
    this.over = true
  }
}

test('Messages are handed up as they come, and the end after them', () => {
  const link = new Said()
  link.message('a', 'b')
  link.goodbye()
  link.message('too late')
  link.goodbye()
  expect(link.log).toEqual(['frame a', 'frame b', 'ended reset'])
})

test('While the owner pauses they wait, and the end behind them', () => {
  const link = new Said()
  link.hold()
  link.message('a', 'b')
  link.goodbye()
  expect([link.log, link.waits]).toEqual([[], true])
  link.goOn()
  expect([link.log, link.waits]).toEqual([['frame a', 'frame b', 'ended reset'], false])
})

test('A pause while they are handed up holds the rest; what comes then waits behind it', () => {
  const link = new Said()
  link.react = (line) => {
    if (line === 'frame b') link.hold()
  }
  link.hold()
  link.message('a', 'b', 'c')
  link.goOn()
  link.message('d')
  expect(link.log).toEqual(['frame a', 'frame b'])
  link.react = () => {}
  link.goOn()
  expect(link.log).toEqual(['frame a', 'frame b', 'frame c', 'frame d'])
})

test('What waits is dropped when the owner lets go while it is handed up', () => {
  const link = new Said()
  link.react = () => link.letGo()
  link.hold()
  link.message('a', 'b')
  link.goodbye()
  link.goOn()
  expect([link.log, link.waits]).toEqual([['frame a'], false])
})

test('That a message has begun is told once, and that it is complete when no other has', () => {
  const link = new Said()
  link.through(true)
  link.through(true)
  link.message('a')
  link.through(true)
  link.message('b')
  link.through(false)
  link.through(false)
  expect(link.log).toEqual(['partial true', 'frame a', 'partial true', 'frame b', 'partial false'])
})

test('Messages that come whole cause no word about it', () => {
  const link = new Said()
  link.message('a')
  link.through(false)
  expect(link.log).toEqual(['frame a'])
})

test('While the owner pauses it hears of no beginning; afterwards, of what is so then', () => {
  const link = new Said()
  link.hold()
  link.message('a')
  link.through(true)
  expect(link.log).toEqual([])
  link.goOn()
  link.through(true)
  expect(link.log).toEqual(['frame a', 'partial true'])
})
