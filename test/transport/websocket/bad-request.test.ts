import { createServer } from 'node:http'
import { connect, Socket } from 'node:net'
import { expect } from 'vitest'
import { minds } from '../../../src/transport/websocket/bad-request.ts'
import { Gate } from '../support/bench.ts'
import { test } from '../support/websocket-scene.ts'

test.for([
  ['speaks no HTTP', 'SSH-2.0-x\r\n\r\n'],
  ['speaks TLS', Buffer.from('160301004a0100004603036b', 'hex')],
] as const)('A peer that %s is answered 400, and told of', async ([, words], { scene }) => {
  const gate = await scene.openGate()
  const peer = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
  let answer = ''
  peer.on('data', (chunk) => {
    answer += String(chunk)
    scene.happened()
  })
  peer.write(words)
  await scene.until(() => answer !== '' && gate.log.length === 2)
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(gate.log).toEqual(['listening', 'turned away protocol'])
})

test('A peer whose headers have no end is told of, and let go', async ({ scene }) => {
  const gate = await scene.openGate()
  const peer = scene.hold(connect({ port: Number(new URL(gate.endpoint).port), host: '127.0.0.1' }))
  let isGone = false
  peer.on('error', () => {})
  peer.resume().on('close', () => {
    isGone = true
  })
  peer.write(`GET / HTTP/1.1\r\n${'X-Long: x\r\n'.repeat(10_000)}`)
  await scene.until(() => isGone && gate.log.length === 2)
  expect(gate.log).toEqual(['listening', 'turned away protocol'])
})

test('A peer that broke off is told of, and not answered', () => {
  const server = createServer()
  const socket = new Socket()
  const gate = new Gate({
    happened: () => {},
    listener: () => {
      throw new Error('nothing listens')
    },
  })
  minds(server, gate)
  server.emit('clientError', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), socket)
  expect([gate.log, socket.destroyed, socket.bytesWritten]).toEqual([['turned away reset'], true, 0])
})
