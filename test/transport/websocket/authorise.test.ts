import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { type Authorise, refusalOf } from '../../../src/transport/websocket/authorise.ts'

const request = new IncomingMessage(new Socket())

test.each<[string, Authorise]>([
  ['says true', () => true],
  ['says true later', async () => true],
])('Who %s lets the peer in', async (_what, authorise) => {
  expect(await refusalOf(authorise, request)).toBeNull()
})

test.each<[string, Authorise, number]>([
  ['says false', () => false, 403],
  ['says false later', async () => false, 403],
  ['says 401', () => 401, 401],
  ['says 429', async () => 429, 429],
  ['says 503', () => 503, 503],
])('Who %s turns it away', async (_what, authorise, status) => {
  expect(await refusalOf(authorise, request)).toEqual({
    status,
    cause: { kind: 'auth', by: 'us', detail: `authorise answered ${status}` },
  })
})

test.each<[string, Authorise]>([
  [
    'throws',
    () => {
      throw new Error('a bug')
    },
  ],
  ['rejects', () => Promise.reject(new Error('a bug'))],
  ['says 200', () => 200],
  ['says 101', () => 101],
  ['says 600', () => 600],
  ['says 400.5', () => 400.5],
])('Who %s has a bug, and nobody comes in', async (_what, authorise) => {
  expect(await refusalOf(authorise, request)).toMatchObject({
    status: 500,
    cause: { kind: 'crash', by: 'us' },
  })
})

test('It is asked about the request', async () => {
  const asked: IncomingMessage[] = []
  await refusalOf((about) => asked.push(about) > 0, request)
  expect(asked).toEqual([request])
})
