import { expect, test } from 'vitest'
import { pingPong, protocolPing } from '../../../src/index.ts'
import { phi } from '../../../src/machines/detector/index.ts'
import { saidOf } from '../../../src/testing/recording/said.ts'

test('What a connection was told is written without the words of its heartbeat', () => {
  const said = saidOf(
    {
      heartbeat: { protocol: pingPong, everyMs: 500, detector: phi({ threshold: 9 }) },
      backoff: { firstMs: 10, attempts: Number.POSITIVE_INFINITY },
      readTimeoutMs: false,
      onOpen: () => {},
      retry: () => true,
    },
    false,
    true,
  )
  expect(JSON.parse(JSON.stringify(said))).toEqual({
    accepts: false,
    pings: true,
    options: {
      heartbeat: {
        everyMs: 500,
        protocol: { beat: 'frame', pong: true, answers: 'answered' },
        detector: { name: 'phi', options: { threshold: 9 } },
      },
      backoff: { firstMs: 10 },
      readTimeoutMs: false,
    },
    hooks: true,
    authorises: false,
    policy: true,
  })
})

test('A ping of the transport, and none at all, are told apart', () => {
  expect(saidOf({ heartbeat: { protocol: protocolPing } }, true, true).options).toEqual({
    heartbeat: { protocol: { beat: 'ping', pong: false, answers: null } },
  })
  expect(saidOf({ heartbeat: 'none', backoff: { attempts: 3 } }, true, false).options).toEqual({
    heartbeat: 'none',
    backoff: { attempts: 3 },
  })
})
