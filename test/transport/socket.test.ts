import { once } from 'node:events'
import { createConnection, createServer, type Server, Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { lines } from '../../src/transport/framing.ts'
import { SocketLink } from '../../src/transport/socket.ts'
import { type Reaction, Recorder } from './support/recorder.ts'

const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

function link(
  socket = new Socket(),
  react?: Reaction,
): { socket: Socket; link: SocketLink; owner: Recorder } {
  sockets.push(socket)
  const made = new SocketLink(socket, lines())
  const owner = new Recorder(() => {}, react).own(made)
  made.owner = owner
  return { socket, link: made, owner }
}

/** Not `once` of Node's, which rejects when an error comes first. */
const closed = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once('close', resolve))

/** A connected pair: our socket, and the stranger's. */
async function connected(): Promise<{ ours: Socket; theirs: Socket }> {
  const server: Server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const ours = createConnection({ port: typeof address === 'object' && address !== null ? address.port : 0 })
  const theirs = await new Promise<Socket>((resolve) => {
    server.once('connection', resolve)
  })
  if (ours.connecting) await once(ours, 'connect')
  server.close()
  sockets.push(ours, theirs)
  return { ours, theirs }
}

test('One set of listeners serves all sockets', () => {
  const [one, other] = [link(), link()]
  for (const event of ['data', 'end', 'error', 'close']) {
    expect(one.socket.listeners(event).at(-1)).toBe(other.socket.listeners(event).at(-1))
  }
})

test('A frame is encoded once, into what Node can send as it is', () => {
  const wire = link().link.encode('ping')
  expect([Buffer.isBuffer(wire), wire.toString()]).toEqual([true, 'ping\n'])
})

test('A write that nobody waits for costs no callback', () => {
  const { socket, link: made, owner } = link()
  made.open(owner)
  const write = vi.spyOn(socket, 'write').mockReturnValue(true)
  made.write('ping\n')
  expect(write.mock.calls).toEqual([['ping\n']])
})

test('Drained means empty: what was written meanwhile is waited for too', () => {
  const { socket, link: made, owner } = link()
  made.open(owner)
  let waiting = 10
  vi.spyOn(socket, 'writableLength', 'get').mockImplementation(() => waiting)
  const write = vi.spyOn(socket, 'write').mockReturnValue(false)
  const marks = (): unknown[] =>
    write.mock.calls.flatMap((call) => call.filter((part) => typeof part === 'function'))
  made.write('one')
  made.write('two')
  expect(marks()).toHaveLength(1)
  settle(marks().at(-1))
  expect([marks().length, owner.log]).toEqual([2, ['opened']])
  waiting = 0
  settle(marks().at(-1))
  expect(owner.log).toEqual(['opened', 'drained'])
})

function settle(callback: unknown): void {
  if (typeof callback === 'function') callback()
}

test('The peer is asked of the system once, and remembered after the end', async () => {
  const { ours, theirs } = await connected()
  const { link: made, owner } = link(theirs)
  made.open(owner)
  expect(made.peer).toBe(`${ours.localAddress}:${ours.localPort}`)
  made.destroy()
  await closed(theirs)
  expect(made.peer).toBe(`${ours.localAddress}:${ours.localPort}`)
})

test('A socket that never connected has no peer, and nothing was flushed through it', () => {
  const { link: made } = link()
  expect([made.peer, made.buffered, made.flushed]).toEqual([null, 0, 0])
})

test('What the system has taken is counted to the byte', async () => {
  const { ours, theirs } = await connected()
  const { link: made, owner } = link(ours)
  made.open(owner)
  theirs.resume()
  owner.send('hello', 'first')
  await new Promise((resolve) => theirs.once('data', resolve))
  expect([made.flushed, made.buffered]).toEqual(['hello\n'.length, 0])
})

test('A link that moved to another socket hears that one alone, and destroys it', async () => {
  const [below, above] = [new Socket(), new Socket()]
  sockets.push(above)
  const { link: made, owner } = link(below)
  made.moveTo(above)
  below.on('error', () => {})
  below.destroy(new Error('not ours any more'))
  await closed(below)
  expect(owner.log).toEqual([])
  made.destroy()
  await closed(above)
  expect([above.destroyed, owner.log]).toEqual([true, ['released']])
})

test('A pause moves with the link', () => {
  const { link: made } = link()
  made.pause()
  const above = new Socket()
  sockets.push(above)
  made.moveTo(above)
  expect(above.isPaused()).toBe(true)
})

test('An error that no table knows is a reset that says what happened', async () => {
  const { socket, link: made, owner } = link()
  made.open(owner)
  socket.destroy(new Error('something new'))
  await closed(socket)
  expect(owner.cause).toEqual({ kind: 'reset', by: 'network', detail: 'something new' })
  expect(owner.log).toEqual(['opened', 'ended reset', 'released'])
})

test('A socket that somebody else destroys ends its link', async () => {
  const { socket, link: made, owner } = link()
  made.open(owner)
  socket.destroy()
  await closed(socket)
  expect(owner.cause).toEqual({ kind: 'reset', by: 'network', detail: 'the socket closed without a FIN' })
})

test('Errors after the end are swallowed, before and after the socket has closed', async () => {
  const { socket, link: made, owner } = link()
  made.open(owner)
  made.destroy()
  socket.emit('error', new Error('late'))
  await closed(socket)
  socket.emit('error', new Error('later'))
  expect(owner.log).toEqual(['opened', 'released'])
})

test('A dial that fails before there is anything to connect to ends with its cause', async () => {
  const { socket, link: made, owner } = link()
  made.failDial({ kind: 'dns', by: 'network', detail: 'no such name' })
  await closed(socket)
  expect(owner.log).toEqual(['ended dns', 'released'])
})

test('Writes towards a peer that is gone end the link, and never the process', async () => {
  const { ours, theirs } = await connected()
  const { link: made, owner } = link(ours)
  made.open(owner)
  theirs.resetAndDestroy()
  owner.send('first', 'first')
  for (let count = 0; count < 100; count += 1) owner.send(`${count}`)
  await closed(ours)
  expect(owner.story).toEqual(['opened', 'ended reset', 'released'])
  expect(owner.taken).toHaveLength(1)
})

test('A write between the peer’s FIN and the frames that wait before it is told eof', async () => {
  const { ours, theirs } = await connected()
  const { link: made, owner } = link(ours, (paused, line) => {
    if (line === 'frame a') paused.pause()
  })
  made.open(owner)
  theirs.end('a\nb\n')
  await once(ours, 'end')
  owner.send('too late', 'write')
  expect([owner.texts, owner.taken]).toEqual([['a'], ['write eof']])
})
