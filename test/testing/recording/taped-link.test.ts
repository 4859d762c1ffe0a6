import { expect, test } from 'vitest'
import type { Link } from '../../../src/index.ts'
import { FrameSorts } from '../../../src/testing/recording/frame-sorts.ts'
import { TapedLink, TapedOwner } from '../../../src/testing/recording/taped-link.ts'
import { collecting, noting } from './support/collecting.ts'

test('Whatever a link tells is written and handed on', () => {
  const { tape, log } = collecting()
  const inner = noting()
  const owner = new TapedOwner(2, tape, new FrameSorts(tape), inner)
  owner.opened()
  owner.heard()
  owner.frame(new Uint8Array(1), false)
  owner.frame(new Uint8Array(1), false)
  owner.partial(true)
  owner.partial(false)
  owner.pinged()
  owner.ponged(true)
  owner.ponged(false)
  owner.drained()
  owner.ended({ kind: 'eof', by: 'peer' })
  owner.released()
  expect(log()).toBe(' O2 HBGEIJK N Z2.0 X')
  expect(inner.calls).toEqual([
    'opened',
    'heard',
    'frame false',
    'frame false',
    'partial true',
    'partial false',
    'pinged',
    'ponged true',
    'ponged false',
    'drained',
    'ended',
    'released',
  ])
})

test('Of what is asked of a link, what matters to a replay is written', () => {
  const { tape, log } = collecting()
  const state = { buffered: 0, flushed: 0 }
  const asked: string[] = []
  const inner: Link = {
    peer: 'p:1',
    get buffered() {
      return state.buffered
    },
    get flushed() {
      return state.flushed
    },
    encode: (payload) => payload,
    write: () => asked.push('write'),
    ping: () => asked.push('ping'),
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    close: () => asked.push('close'),
    destroy: () => asked.push('destroy'),
  }
  const link = new TapedLink(1, tape, inner)
  expect(link.peer).toBe('p:1')
  link.write('a beat')
  link.write('all of it', () => {})
  state.buffered = 9
  link.write('some of it', () => {})
  expect([link.buffered, link.buffered]).toEqual([9, 9])
  state.flushed = 5
  expect(link.flushed).toBe(5)
  link.ping?.()
  link.pause()
  link.resume()
  link.close()
  link.destroy()
  expect(log()).toBe(' S1&1.9$1.5 - + C')
  expect(asked).toEqual(['write', 'write', 'write', 'ping', 'pause', 'resume', 'close', 'destroy'])
})
