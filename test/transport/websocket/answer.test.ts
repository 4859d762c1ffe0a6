import { connect } from 'node:net'
import { expect } from 'vitest'
import { answer } from '../../../src/transport/websocket/answer.ts'
import { test } from '../support/websocket-scene.ts'

test('A peer that is answered hears the status, what version is spoken, and the end', async ({ scene }) => {
  const { server, endpoint } = await scene.http()
  server.on('upgrade', ({ socket }) => answer(socket, 404))
  const { log } = scene.plainClient(endpoint)
  await scene.until(() => log.includes('close 1006'))
  expect(log[0]).toBe('answered 404')
})

test('The answer is HTTP, whole, and the last thing on the connection', async ({ scene }) => {
  const { server, endpoint } = await scene.http()
  server.removeAllListeners('connection')
  server.on('connection', (socket) => answer(scene.hold(socket), 400))
  const peer = scene.hold(connect({ port: Number(new URL(endpoint).port), host: '127.0.0.1' }))
  let text = ''
  let isOver = false
  peer.on('data', (chunk) => {
    text += String(chunk)
  })
  peer.on('end', () => {
    isOver = true
    scene.happened()
  })
  await scene.until(() => isOver)
  expect(text.split('\r\n')).toEqual([
    'HTTP/1.1 400 Bad Request',
    'Connection: close',
    'Content-Type: text/plain',
    'Content-Length: 11',
    'Sec-WebSocket-Version: 13',
    '',
    'Bad Request',
  ])
})

test('A peer that has left before it is answered is nobody’s error', async ({ scene }) => {
  const { server, endpoint } = await scene.http()
  let isClosed = false
  server.on('upgrade', ({ socket }) => {
    socket.on('close', () => {
      isClosed = true
      scene.happened()
    })
    answer(socket, 404)
    socket.destroy(new Error('it left'))
  })
  scene.plainClient(endpoint)
  await scene.until(() => isClosed)
})
