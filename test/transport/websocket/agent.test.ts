import { Agent } from 'node:http'
import { HttpsProxyAgent } from 'https-proxy-agent'
import { expect, test } from 'vitest'
import { checkAgent } from '../../../src/transport/websocket/agent.ts'

test.each([
  ['none', undefined],
  ['one of Node’s', new Agent()],
  ['a proxy’s', new HttpsProxyAgent('http://localhost:3128')],
])('An agent may be %s', (_what, agent) => {
  expect(checkAgent(agent)).toBe(agent)
})

test('What is no agent is refused', () => {
  expect(() => checkAgent({ destroy: () => {} })).toThrow(
    expect.objectContaining({ name: 'OptionError', option: 'agent' }),
  )
})
