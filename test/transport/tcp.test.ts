import { readFileSync } from 'node:fs'
import { type LookupFunction, Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lines, raw } from '../../src/transport/framing.ts'
import { type TcpOptions, type TcpTarget, tcp } from '../../src/transport/tcp.ts'
import { ConnectionError } from '../../src/transport/transport.ts'
import { freePort } from '../support/free-port.ts'
import { transportContract } from './contract.ts'
import { type Bench, Gate } from './support/bench.ts'
import { Recorder } from './support/recorder.ts'
import { tcpBench } from './support/tcp-bench.ts'

transportContract('TCP', tcpBench)

describe('What TCP takes', () => {
  test.each([
    [{ host: 'localhost', port: 7373 }, 'tcp://localhost:7373'],
    [{ host: '::1', port: 7373 }, 'tcp://[::1]:7373'],
    ['tcp://[::1]:7373/', 'tcp://[::1]:7373'],
    [() => 'tcp://localhost:7373', 'tcp://(asked at each dial)'],
  ])('The target %j shows as %s', (target, endpoint) => {
    expect(tcp(target)).toMatchObject({ name: 'tcp', endpoint, cut: 'whole' })
  })

  test('A listener shows where it will listen: on this machine alone unless told otherwise', () => {
    expect(tcp.listen({ port: 0 }).endpoint).toBe('tcp://127.0.0.1:0')
    expect(tcp.listen('tcp://[::]:7373', { codec: raw() })).toMatchObject({
      name: 'tcp',
      endpoint: 'tcp://[::]:7373',
      cut: raw().cut,
    })
  })

  const there = 'tcp://localhost:1'
  const unknown: { codec?: never; nodelay: boolean } = { nodelay: true }
  test.each<[string, () => unknown]>([
    ['target', () => tcp('localhost:1')],
    ['port', () => tcp({ host: 'x', port: 0 })],
    ['port', () => tcp({ host: 'x', port: 65_536 })],
    ['host', () => tcp({ host: '', port: 1 })],
    ['localAddress', () => tcp(there, { localAddress: 'localhost' })],
    ['keepAlive', () => tcp(there, { keepAlive: { idleMs: 999 } })],
    ['lookup', () => tcp(there, JSON.parse('{"lookup":"dns"}'))],
    ['nodelay', () => tcp(there, unknown)],
    ['port', () => tcp.listen({ port: -1 })],
    ['host', () => tcp.listen({ port: 0, host: '' })],
    ['backlog', () => tcp.listen({ port: 0 }, { backlog: 0 })],
    ['keepAlive', () => tcp.listen({ port: 0 }, { keepAlive: { idleMs: Number.NaN } })],
    ['nodelay', () => tcp.listen({ port: 0 }, unknown)],
  ])('A bad %s is refused by name: %s', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})

describe('A TCP dial', () => {
  let bench: Bench
  let gate: Gate
  let dials: Recorder[]

  beforeEach(async () => {
    bench = await tcpBench()
    dials = []
    gate = new Gate(bench).listen(lines())
    await bench.until(() => gate.endpoint !== '')
  })

  afterEach(async () => {
    for (const { link } of [...dials, ...gate.accepts]) link.destroy()
    gate.close()
    await bench.until(() => [...dials, ...gate.accepts].every(({ isReleased }) => isReleased))
    await bench.end()
  })

  const dial = (target: TcpTarget, options?: TcpOptions): Recorder => {
    const made = new Recorder(() => bench.happened()).dial(tcp(target, options))
    dials.push(made)
    return made
  }

  test('A target function is asked anew for every dial', async () => {
    const answers = ['tcp://127.0.0.1:1', gate.endpoint]
    const transport = tcp(async () => answers.shift() ?? '')
    const first = new Recorder(() => bench.happened()).dial(transport)
    const second = new Recorder(() => bench.happened()).dial(transport)
    dials.push(first, second)
    await bench.until(() => first.isReleased && second.isOpen)
    expect([first.log, second.log]).toEqual([['ended refused', 'released'], ['opened']])
  })

  test.each<[string, () => Promise<string>]>([
    [
      'auth',
      async () => Promise.reject(new ConnectionError('token', { kind: 'auth', by: 'us', detail: 'no' })),
    ],
    ['crash', async () => Promise.reject(new ConnectionError('no link yet', null))],
    ['dns', async () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))],
    ['crash', async () => Promise.reject(new TypeError('a bug'))],
    ['crash', async () => 'nonsense'],
    [
      'crash',
      () => {
        throw new TypeError('a bug')
      },
    ],
  ])('A target function that fails ends its dial with %s', async (kind, target) => {
    const near = dial(target)
    await bench.until(() => near.isReleased)
    expect([near.log, near.breaches]).toEqual([[`ended ${kind}`, 'released'], []])
  })

  test('A dial called off while its target is asked for connects to nothing', async () => {
    let answer = (_endpoint: string): void => {}
    const near = dial(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve
        }),
    )
    await bench.settle()
    near.link.destroy()
    await bench.until(() => near.isReleased)
    answer(gate.endpoint)
    await bench.settle()
    expect([near.log, gate.accepts]).toEqual([['released'], []])
  })

  test.each([
    [{}, true],
    [{ noDelay: false }, false],
  ])('With %j small writes are sent at once: %s', async (options, atOnce) => {
    const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay')
    dial(gate.endpoint, options)
    expect(setNoDelay.mock.calls).toEqual([[atOnce]])
    setNoDelay.mockRestore()
  })

  test('A name is resolved anew for every dial', async () => {
    const port = Number(new URL(gate.endpoint).port)
    const answers = ['127.0.0.1', '127.0.0.2']
    const asked: string[] = []
    const transport = tcp(`tcp://moving.invalid:${port}`, {
      lookup(name, _options, answer) {
        asked.push(name)
        answer(null, [{ address: answers.shift() ?? '', family: 4 }])
      },
    })
    const peers: (string | null)[] = []
    for (let count = 1; count <= 2; count += 1) {
      const near = new Recorder(() => bench.happened()).dial(transport)
      dials.push(near)
      await bench.until(() => near.isOpen || near.isReleased)
      peers.push(near.isOpen ? near.link.peer : 'refused')
    }
    expect(asked).toEqual(['moving.invalid', 'moving.invalid'])
    // Only the first address is listened on; all of 127/8 is this machine where the system is Linux.
    expect(peers[0]).toBe(`127.0.0.1:${port}`)
    expect(peers[1]).not.toBe(peers[0])
  })

  const bothFamilies: LookupFunction = (_name, _options, answer) =>
    answer(null, [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ])

  test('Of a name with addresses of both kinds each is tried: IPv4 alone will do', async () => {
    const port = Number(new URL(gate.endpoint).port)
    const near = dial(`tcp://both.invalid:${port}`, { lookup: bothFamilies })
    await bench.until(() => near.isOpen)
    expect(near.link.peer).toBe(`127.0.0.1:${port}`)
  })

  test('Where nobody listens on any address, the answer of the one that gave one is told', async () => {
    const near = dial(`tcp://both.invalid:${await freePort()}`, { lookup: bothFamilies })
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  test('A resolver that finds nothing for now is a dns failure', async () => {
    const lookup: LookupFunction = (_name, _options, answer) =>
      answer(Object.assign(new Error('try again'), { code: 'EAI_AGAIN' }), [])
    const near = dial('tcp://both.invalid:1', { lookup })
    await bench.until(() => near.isReleased)
    expect([near.log, near.cause]).toMatchObject([['ended dns', 'released'], { detail: 'try again' }])
  })

  test('An address to leave from that is not here makes the peer unreachable', async () => {
    const near = dial(gate.endpoint, { localAddress: '192.0.2.1' })
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended unreachable', 'released'])
  })

  test('A name that does not exist is a dns failure', async () => {
    const near = dial('tcp://no-such-host.invalid:1')
    await bench.until(() => near.isReleased)
    expect(near.log).toEqual(['ended dns', 'released'])
  })

  test.runIf(process.platform === 'linux')('It leaves from the local address it is told to', async () => {
    const near = dial(gate.endpoint, { localAddress: '127.0.0.2' })
    await bench.until(() => near.isOpen && gate.accepts.length > 0)
    expect(gate.first.link.peer).toMatch(/^127\.0\.0\.2:\d+$/)
  })

  test.runIf(hasIPv6())('IPv6 addresses are written in brackets, both ways', async () => {
    const other = new Gate({ happened: () => bench.happened(), listener: () => tcp.listen('tcp://[::1]:0') })
    other.listen(lines())
    await bench.until(() => other.endpoint !== '')
    const near = dial(other.endpoint)
    await bench.until(() => near.isOpen && other.accepts.length > 0)
    expect(other.endpoint).toBe(`tcp://${near.link.peer}`)
    expect(other.first.link.peer).toMatch(/^\[::1\]:\d+$/)
    other.close()
    other.first.link.destroy()
  })

  test.runIf(process.platform === 'linux')(
    'The system probes an idle connection only when asked to',
    async () => {
      const probing = { keepAlive: { idleMs: 60_000 } }
      const other = new Gate({
        happened: () => bench.happened(),
        listener: () => tcp.listen({ port: 0 }, probing),
      }).listen(lines())
      await bench.until(() => other.endpoint !== '')
      const [plain, asked] = [dial(gate.endpoint), dial(other.endpoint, probing)]
      await bench.until(() => [plain, asked].every(({ isOpen }) => isOpen) && other.accepts.length > 0)
      await bench.until(() => gate.accepts.length > 0)
      expect(probesOf(plain.link.peer, gate.first.link.peer)).toEqual([false, false])
      expect(probesOf(asked.link.peer, other.first.link.peer)).toEqual([true, true])
      other.close()
      other.first.link.destroy()
    },
  )
})

test('An address that is not this machine’s fails the listener, and not the process', async () => {
  const failed = new Promise<Gate>((resolve) => {
    const listener = () => tcp.listen({ host: '192.0.2.1', port: 0 })
    const gate: Gate = new Gate({
      listener,
      happened() {
        if (gate.log.includes('closed')) resolve(gate)
      },
    })
    gate.listen(lines())
  })
  expect((await failed).log).toEqual(['failed exhausted', 'closed'])
})

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  )
}

/** Whether the kernel, by its own table, runs a keep-alive timer at either end of a connection between two addresses. */
function probesOf(one: string | null, other: string | null): boolean[] {
  const [near, far] = [hexPortOf(one), hexPortOf(other)]
  const rows = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
  const ends = [`${near} ${far}`, `${far} ${near}`]
  return ends.map((end) => {
    const row = rows.find(([, local, remote]) => `${local?.slice(-4)} ${remote?.slice(-4)}` === end)
    return row?.[5]?.startsWith('02:') ?? false
  })
}

function hexPortOf(address: string | null): string {
  return Number(address?.split(':').at(-1)).toString(16).toUpperCase().padStart(4, '0')
}
