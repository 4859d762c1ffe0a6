import { expect, test } from 'vitest'
import { beside, besideAccepted } from '../../../src/testing/invariants/witness.ts'
import type { LinkOwner, ListenerOwner } from '../../../src/transport/transport.ts'
import { FakeLink, FakeTransport } from '../../supervisor/fakes.ts'
import { Planted } from './planted.ts'

function listening(told: string[]): LinkOwner {
  return {
    opened: () => told.push('opened'),
    heard: () => told.push('heard'),
    frame: (data, isText) => told.push(`frame ${data.length} ${isText}`),
    partial: (hasBegun) => told.push(`partial ${hasBegun}`),
    drained: () => told.push('drained'),
    pinged: () => told.push('pinged'),
    ponged: (latest) => told.push(`ponged ${latest}`),
    ended: ({ kind }) => told.push(`ended ${kind}`),
    released: () => told.push('released'),
  }
}

test('Whatever an owner would be told it is told, in the same order, and the link is known', async () => {
  const planted = new Planted()
  planted.add('root', 'connection', 'a')
  const told: string[] = []
  const transport = new FakeTransport()
  const link = beside(planted.stage, 'a', transport, 'fake://peer').dial(listening(told))
  const story = planted.stage.storyOf('a')
  expect(story.link).toMatchObject({ nth: 0, openedAt: null, endpoint: 'fake://peer' })
  expect(story.link?.itself).toBe(link)
  await Promise.resolve()
  planted.now = 5
  const [fake] = transport.links
  fake?.say('hi')
  const owner = fake?.owner
  owner?.partial(true)
  owner?.drained()
  owner?.pinged()
  owner?.ponged(true)
  owner?.ended({ kind: 'eof', by: 'peer' })
  expect(story.link).toMatchObject({ openedAt: 0, firstHeardAt: 5, isReleased: false })
  link.destroy()
  await Promise.resolve()
  expect([story.link?.isReleased, story.open]).toEqual([true, []])
  expect(told).toEqual([
    'opened',
    'heard',
    'frame 2 true',
    'partial true',
    'drained',
    'pinged',
    'ponged true',
    'ended eof',
    'released',
  ])
})

test('A dial that throws has left no link', () => {
  const planted = new Planted()
  planted.add('root', 'connection', 'a')
  const throwing = new FakeTransport(() => {
    throw new Error('a bug')
  })
  const transport = beside(planted.stage, 'a', throwing, null)
  expect(() => transport.dial(listening([]))).toThrow('a bug')
  expect(planted.stage.storyOf('a').open).toEqual([])
})

test('Links that are accepted are known by the connection that was made of them; others are handed on', () => {
  const planted = new Planted()
  const owners: ListenerOwner[] = []
  const listener = {
    name: 'fake',
    endpoint: 'fake://us',
    cut: 'whole',
    encode: (payload: string | Uint8Array) => payload,
    listen(owner: ListenerOwner) {
      owners.push(owner)
      return { close() {} }
    },
  } as const
  const told: string[] = []
  besideAccepted(planted.stage, listener, () => {}).listen({
    listening() {},
    accepted({ peer }) {
      if (peer === null) return null
      planted.phase('fake://us#1', 'connecting')
      return listening(told)
    },
    turnedAway() {},
    paused() {},
    resumed() {},
    failed() {},
    closed() {},
  })
  const [owner] = owners
  expect(owner?.accepted({ peer: null, link: new FakeLink() })).toBeNull()
  const link = new FakeLink()
  owner?.accepted({ peer: 'peer:1', link })?.opened()
  expect(told).toEqual(['opened'])
  expect(planted.stage.storyOf('fake://us#1')).toMatchObject({ isAccepted: true, link: { openedAt: 0 } })
  expect(planted.stage.storyOf('fake://us#1').link?.itself).toBe(link)
})
