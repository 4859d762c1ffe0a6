import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lines, raw } from '../../src/transport/framing.ts'
import { type UnixTarget, unix } from '../../src/transport/unix.ts'
import { transportContract } from './contract.ts'
import { type Bench, Gate, STREAM } from './support/bench.ts'
import { Recorder } from './support/recorder.ts'
import { leaveStale } from './support/stale-socket.ts'
import { unixBench } from './support/unix-bench.ts'

transportContract('A unix socket', unixBench, { ...STREAM, addresses: false, resets: false })

describe('What a unix socket takes', () => {
  test.each<[UnixTarget, string]>([
    ['/run/beat.sock', 'unix:/run/beat.sock'],
    ['unix:/run/beat.sock', 'unix:/run/beat.sock'],
    ['./beat.sock', `unix:${process.cwd()}/beat.sock`],
    [() => '/run/beat.sock', 'unix:(asked at each dial)'],
  ])('The target %j shows as %s', (target, endpoint) => {
    expect(unix(target, { codec: raw() })).toMatchObject({ name: 'unix', endpoint, cut: raw().cut })
  })

  test('A listener shows where it will listen', () => {
    expect(unix.listen('/run/beat.sock')).toMatchObject({
      name: 'unix',
      endpoint: 'unix:/run/beat.sock',
      cut: 'whole',
    })
  })

  const tooLong = `/${'x'.repeat(200)}`
  const misspelt: { codec?: never; noDelay: boolean } = { noDelay: true }
  test.each<[string, () => unknown]>([
    ['target', () => unix('tcp://localhost:1')],
    ['target', () => unix(tooLong)],
    ['target', () => unix.listen(tooLong)],
    ['target', () => unix.listen('')],
    ['noDelay', () => unix('/x', misspelt)],
    ['noDelay', () => unix.listen('/x', misspelt)],
    ['mode', () => unix.listen('/x', { mode: 0o1000 })],
    ['mode', () => unix.listen('/x', { mode: 1.5 })],
    ['backlog', () => unix.listen('/x', { backlog: 0 })],
  ])('A bad %s is refused by name (%#)', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('On a path', () => {
  let bench: Bench
  let folder: string
  let gates: Gate[]
  let dials: Recorder[]
  let servers: Server[]

  beforeEach(async () => {
    bench = await unixBench()
    folder = mkdtempSync(join(tmpdir(), 'unix-'))
    ;[gates, dials, servers] = [[], [], []]
  })

  afterEach(async () => {
    const all = [...dials, ...gates.flatMap(({ accepts }) => accepts)]
    for (const { link } of all) link.destroy()
    for (const gate of gates) gate.close()
    for (const server of servers) server.close()
    await bench.until(() => all.every(({ isReleased }) => isReleased))
    await bench.end()
    rmSync(folder, { recursive: true })
  })

  const at = (name: string): string => join(folder, name)

  /** A listener that has come to something: bound, or failed. */
  async function listen(path: string, mode?: number): Promise<Gate> {
    const listener = () => unix.listen(path, mode === undefined ? {} : { mode })
    const gate = new Gate({ happened: () => bench.happened(), listener })
    gates.push(gate)
    gate.listen(lines())
    await bench.until(() => gate.log.length > 0)
    return gate
  }

  function dial(target: UnixTarget): Recorder {
    const near = new Recorder(() => bench.happened()).dial(unix(target))
    dials.push(near)
    return near
  }

  async function server(path: string, accept: (socket: Socket) => void = () => {}): Promise<void> {
    const made = createServer(accept).listen(path)
    servers.push(made)
    await once(made, 'listening')
  }

  test('a listener’s file is there while it listens, and gone when it is closed', async () => {
    const gate = await listen(at('a'))
    expect([gate.endpoint, statSync(at('a')).isSocket()]).toEqual([`unix:${at('a')}`, true])
    gate.close()
    await bench.until(() => gate.log.includes('closed'))
    expect(existsSync(at('a'))).toBe(false)
  })

  test('peers have no address', async () => {
    const gate = await listen(at('a'))
    const near = dial(at('a'))
    await bench.until(() => near.isOpen && gate.accepts.length > 0)
    expect([near.link.peer, gate.first.link.peer]).toEqual([null, null])
  })

  test.each([0o600, 0o666])('permissions of %i are those that were asked for', async (mode) => {
    await listen(at('a'), mode)
    expect(statSync(at('a')).mode & 0o777).toBe(mode)
  })

  test('what a dead server left is removed, and listened on', async () => {
    await leaveStale(at('a'))
    expect(statSync(at('a')).isSocket()).toBe(true)
    const gate = await listen(at('a'))
    const near = dial(at('a'))
    await bench.until(() => near.isOpen && gate.accepts.length > 0)
    expect(gate.log).toEqual(['listening'])
  })

  test('on which somebody listens, a listener fails, and leaves the other alone', async () => {
    await server(at('a'))
    const gate = await listen(at('a'))
    await bench.until(() => gate.log.includes('closed'))
    expect([gate.log, gate.cause]).toMatchObject([
      ['failed exhausted', 'closed'],
      { kind: 'exhausted', by: 'us' },
    ])
    const client = connect(at('a'))
    await once(client, 'connect')
    client.destroy()
  })

  test('that is a file of another kind, a listener fails, and the file stays as it was', async () => {
    writeFileSync(at('a'), 'precious', { mode: 0o640 })
    const gate = await listen(at('a'), 0o666)
    await bench.until(() => gate.log.includes('closed'))
    expect(gate.log).toEqual(['failed exhausted', 'closed'])
    expect([readFileSync(at('a'), 'utf8'), statSync(at('a')).mode & 0o777]).toEqual(['precious', 0o640])
  })

  test('in a folder that is not there, a listener fails, and says so', async () => {
    const gate = await listen(at('no/a'))
    expect(gate.log[0]).toBe('failed exhausted')
    expect(gate.cause).toMatchObject({ detail: `the directory ${at('no')} does not exist` })
  })

  test.each([
    ['is not there', async () => {}],
    ['a dead server left', () => leaveStale(at('a'))],
    ['is a file of another kind', async () => writeFileSync(at('a'), '')],
  ])('that %s, a dial is refused', async (_what, prepare) => {
    await prepare()
    const near = dial(at('a'))
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('below a file, a dial is refused', async () => {
    writeFileSync(at('a'), '')
    const near = dial(at('a/b'))
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('a peer that leaves with something unread resets, as the system has it', async () => {
    await server(at('a'), (socket) => {
      socket.pause()
      socket.once('readable', () => socket.destroy())
    })
    const near = dial(at('a'))
    await bench.until(() => near.isOpen)
    near.send('x'.repeat(1_000_000))
    await bench.until(() => near.isReleased)
    expect(near.story.filter((line) => line !== 'drained')).toEqual(['opened', 'ended reset', 'released'])
  })

  test('a target is asked for anew at each dial', async () => {
    const gate = await listen(at('a'))
    const answers = [at('nobody'), `unix:${at('a')}`]
    const target = (): string => answers.shift() ?? ''
    const [first, second] = [dial(target), dial(target)]
    await bench.until(() => first.isReleased && second.isOpen && gate.accepts.length > 0)
    expect([first.log, second.log]).toEqual([['ended refused', 'released'], ['opened']])
  })
})
