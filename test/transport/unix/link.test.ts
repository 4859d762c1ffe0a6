import { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { lines } from '../../../src/transport/framing.ts'
import { UnixLink } from '../../../src/transport/unix/link.ts'
import { Recorder } from '../support/recorder.ts'

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

function failing(code: string, isOpen: boolean): Recorder {
  const socket = new Socket()
  sockets.push(socket)
  const link = new UnixLink(socket, lines())
  const owner = new Recorder(() => {}).own(link)
  link.owner = owner
  if (isOpen) link.open(owner)
  socket.emit('error', Object.assign(new Error(`connect ${code} /path`), { code }))
  return owner
}

test.each([
  ['ENOENT', 'refused'],
  ['ECONNREFUSED', 'refused'],
  ['ENOTDIR', 'refused'],
  ['EAGAIN', 'refused'],
  ['EPROTOTYPE', 'refused'],
  ['EACCES', 'auth'],
  ['EPERM', 'auth'],
  ['EMFILE', 'exhausted'],
])('%s while dialling is %s', (code, kind) => {
  expect(failing(code, false).cause).toMatchObject({ kind, detail: `connect ${code} /path` })
})

test('On an open link only what the system says counts', () => {
  expect(failing('EACCES', true).cause).toMatchObject({ kind: 'reset' })
})
