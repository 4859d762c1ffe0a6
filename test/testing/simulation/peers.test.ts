import { expect, test } from 'vitest'
import { virtualWorld } from '../../../src/testing/index.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'
import { Peer } from '../../support/world.ts'

async function talkTo(manner: 'answers' | 'silent' | 'drops' | 'slow' | 'chatty', port = 7_373) {
  const world = virtualWorld()
  const server = new SimulatedServer(world.host('peer'), manner)
  const us = world.host('us')
  const owner = new Peer()
  owner.link = us.dial({ to: `peer:${port}` }).dial(owner)
  await world.advance(20)
  if (port === 7_373) owner.send('ping')
  return { world, server, owner }
}

test.each([
  ['answers', 100, ['pong']],
  ['silent', 10_000, []],
  ['slow', 2_900, []],
  ['slow', 3_100, ['pong']],
] as const)('A peer that %s has said after %i ms: %j', async (manner, ms, said) => {
  const { world, owner } = await talkTo(manner)
  await world.advance(ms)
  expect(owner.got).toEqual(said)
})

test('A peer answers a question by its number, and says no to the share that it is told', async () => {
  const { world, server, owner } = await talkTo('answers')
  owner.send('ask 1')
  await world.advance(100)
  server.errors = 1
  owner.send('ask 2')
  await world.advance(100)
  server.errors = 0.5
  for (let number = 3; number < 43; number += 1) owner.send(`ask ${number}`)
  await world.advance(100)
  expect(owner.got.slice(0, 3)).toEqual(['pong', 'told 1', 'no 2'])
  const refused = owner.got.filter((text) => text.startsWith('no ')).length
  expect([owner.got.length, refused > 8, refused < 34]).toEqual([43, true, true])
})

test('A peer that drops links closes them soon after it took them', async () => {
  const { world, owner } = await talkTo('drops')
  await world.advance(100)
  expect(owner.causes.map(({ kind }) => kind)).toEqual(['eof'])
})

test('A peer that is chatty sends news, and one that beats does so unasked', async () => {
  const chatty = await talkTo('chatty')
  await chatty.world.advance(5_000)
  expect(chatty.owner.got.filter((text) => text === 'news').length).toBeGreaterThan(1)
  const beating = await talkTo('answers', 7_374)
  await beating.world.advance(10_500)
  expect(beating.owner.got).toEqual(['beat', 'beat', 'beat'])
})

test('A crash takes its links; the program that is started again has none of them, and the manners of before', async () => {
  const { world, server, owner } = await talkTo('answers')
  server.manner = 'silent'
  const cure = world.inflict({ kind: 'crash', host: 'peer' })
  await world.advance(10)
  cure()
  await world.advance(10)
  expect(owner.causes.map(({ kind }) => kind)).toEqual(['reset'])
  const next = new Peer()
  next.link = world.host('us').dial({ to: 'peer:7373' }).dial(next)
  await world.advance(20)
  next.send('ping')
  await world.advance(20)
  expect([next.isOpen, next.got]).toEqual([true, []])
})
