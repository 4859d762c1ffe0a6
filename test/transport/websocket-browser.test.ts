import { afterEach, expect, test, vi } from 'vitest'
import { webSocketOf } from '../../src/transport/browser/dialler.ts'
import { websocket } from '../../src/transport/websocket-browser.ts'
import { transportContract } from './contract.ts'
import type { Bench } from './support/bench.ts'
import { FakeSocket } from './support/fake-browser.ts'
import { platformLike } from './support/platform-socket.ts'
import { Recorder } from './support/recorder.ts'
import { WEBSOCKET, websocketBench } from './support/websocket-bench.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

async function platformBench(): Promise<Bench> {
  return {
    ...(await websocketBench()),
    transport: (endpoint, { maxFrameBytes }) => webSocketOf(platformLike, endpoint, { maxFrameBytes }),
  }
}

transportContract('The WebSocket of a platform', platformBench, {
  ...WEBSOCKET,
  pieces: false,
  addresses: false,
})

test('A dial uses the WebSocket of the browser', () => {
  const made: FakeSocket[] = []
  class Noted extends FakeSocket {
    constructor(url: string, protocols: readonly string[]) {
      super(url, protocols)
      made.push(this)
    }
  }
  vi.stubGlobal('WebSocket', Noted)
  new Recorder(() => {}).dial(websocket('wss://server/prices', { protocols: 'v1' }))
  expect(made).toMatchObject([{ url: 'wss://server/prices', protocols: ['v1'] }])
})
