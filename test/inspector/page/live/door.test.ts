import { expect, test } from 'vitest'
import { feedAddress, refusal } from '../../../../visualizations/inspector/src/live/door.ts'

test.each([
  ['http:', '?token=a%2Bb', 'ws://x:1/feed?token=a%2Bb'],
  ['https:', '?a=1&token=t', 'wss://x:1/feed?token=t'],
  ['http:', '?token=', null],
  ['http:', '', null],
])('A page at %s with %j has its feed at %j', (protocol, search, address) => {
  expect(feedAddress({ protocol, host: 'x:1', search })).toBe(address)
})

test('Only a server that says so has refused us', async () => {
  const answers = [200, 401, 403, 404, 503].map((code) => refusal(async () => code))
  const whys = await Promise.all(answers)
  expect(whys.map((why) => why !== null)).toEqual([false, true, true, false, false])
  expect(await refusal(() => Promise.reject(new Error('nobody there')))).toBeNull()
})
