import { describe, expect, test } from 'vitest'
import { pingPong, raw } from '../../../src/index.ts'
import { FrameSorts } from '../../../src/testing/recording/frame-sorts.ts'
import { collecting } from './support/collecting.ts'

const utf8 = new TextEncoder()

describe('on whole frames', () => {
  test('patterns say what a frame is, and business is the rest', () => {
    const { tape, log } = collecting()
    const sorts = new FrameSorts(tape)
    const { pong, answers } = sorts.protocol(pingPong, { cut: 'whole' })
    const [answer] = answers ?? []
    const arrives = (text: string): void => {
      sorts.arrives(4)
      const frame = utf8.encode(text)
      if (typeof pong === 'function' && !pong(frame) && typeof answer?.ping === 'function') answer.ping(frame)
      sorts.settle()
    }
    for (const text of ['pong', 'ping', 'news', 'more']) arrives(text)
    expect(log()).toBe('P4QB')
  })

  test('the same protocol is the same again, so that plans stay shared', () => {
    const sorts = new FrameSorts(collecting().tape)
    const told = sorts.protocol(pingPong, { cut: 'whole' })
    expect(sorts.protocol(pingPong, { cut: 'whole' })).toBe(told)
  })

  test('what is no pattern is left to the door', () => {
    const sorts = new FrameSorts(collecting().tape)
    expect(sorts.protocol({ beat: 'a', pong: '' }, { cut: 'whole' }).pong).toBe('')
  })
})

test('On a raw stream the sorter says what it finds', () => {
  const { tape, log } = collecting()
  const sorts = new FrameSorts(tape)
  const own = raw().cut
  const cut = sorts.cut(own)
  expect(sorts.cut(own)).toBe(cut)
  if (cut === 'whole') throw new Error('it is raw')
  const sorter = cut.sorterFor({ pong: 'pong', answers: [{ ping: 'ping', pong: null }] })()
  const found: string[] = []
  const owner = {
    awaitedPongs: 1,
    ponged: () => found.push('pong'),
    pinged: () => found.push('ping'),
    business: () => found.push('business'),
  }
  sorts.arrives(2)
  sorter.sort(utf8.encode('pong'), false, owner)
  sorts.settle()
  sorts.arrives(2)
  sorter.sort(utf8.encode('news'), false, owner)
  sorter.flush(owner)
  sorts.settle()
  expect(sorter.held).toBe(0)
  expect(found).toEqual(['pong', 'business'])
  expect(log()).toBe('P2B')
})
