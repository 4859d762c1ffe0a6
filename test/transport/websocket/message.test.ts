import { expect, test } from 'vitest'
import { checkedMessage } from '../../../src/transport/websocket/message.ts'

test.each([
  ['text', 8],
  ['', 1],
  ['eightbyt', 8],
  ['ääää', 8],
  [Uint8Array.of(1, 2, 3), 3],
])('The payload %j goes out as it is where %i bytes may', (payload, maxFrameBytes) => {
  expect(checkedMessage(payload, maxFrameBytes)).toBe(payload)
})

test.each([
  ['nine byte', 8],
  ['ääää', 7],
  [Uint8Array.of(1, 2, 3), 2],
])('The payload %j is refused where %i bytes may', (payload, maxFrameBytes) => {
  expect(() => checkedMessage(payload, maxFrameBytes)).toThrow(
    expect.objectContaining({ name: 'OptionError', option: 'payload' }),
  )
})
