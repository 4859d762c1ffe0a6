/** The gateway of examples, and a thousand devices in another process that know nothing of it but its lines. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Health, Tree } from '../../src/supervisor/tree/index.ts'
import { type Example, example } from './support/example.ts'

const WITHIN_MS = 90_000

interface DeviceRow {
  readonly identity: string
  readonly phase: string
  readonly visits: number
  readonly why: string | null
  readonly reading: number | null
}

class Gateway {
  readonly #process: Example
  readonly #health: string
  readonly port: string

  constructor(process: Example, port: string, health: string) {
    this.#process = process
    this.port = port
    this.#health = health
  }

  async page<Body>(path: string): Promise<{ status: number; body: Body }> {
    const response = await fetch(this.#health + path)
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  async devices(): Promise<DeviceRow[]> {
    return (await this.page<DeviceRow[]>('/devices')).body
  }

  counts(alive: number, suspect: number, dead: number): Promise<string> {
    return this.#process.line((line) => line === `${alive} alive, ${suspect} suspect, ${dead} dead`)
  }

  /** Why nobody can dial it; null when somebody can. */
  async refusal(): Promise<string | null> {
    const socket = connect(Number(this.port), '127.0.0.1')
    try {
      await once(socket, 'connect')
      return null
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error)
    } finally {
      socket.destroy()
    }
  }
}

function names(rows: readonly DeviceRow[]): string[] {
  return rows.map(({ identity }) => identity)
}

/** On a loaded machine one may be suspect for a moment. */
function isHere({ phase }: DeviceRow): boolean {
  return phase === 'alive' || phase === 'suspect'
}

function numbered(from: number, to: number): string[] {
  return Array.from(
    { length: to - from + 1 },
    (_, index) => `device-${String(from + index).padStart(4, '0')}`,
  )
}

test(
  'The gateway knows a thousand devices by name, finds the frozen ones, takes back who comes again, and ends in peace',
  async () => {
    await using program = example('gateway/gateway.ts', '--port', '0', '--http', '0', '--per-address', '1050')
    const [port = '', health = ''] = await program.says(/: devices dial tcp:.*:(\d+), health is at (.*)$/)
    const gateway = new Gateway(program, port, health)
    await using simulator = example('gateway/simulator.mjs', port, '1000')

    await gateway.counts(1_000, 0, 0)
    const all = await gateway.devices()
    expect(names(all).sort()).toEqual(numbered(1, 1_000))
    expect(all.filter((row) => !isHere(row) || row.visits !== 1)).toEqual([])
    expect(all.filter(({ reading }) => reading === null)).toEqual([])
    expect(await gateway.page<Health>('/healthz')).toMatchObject({ status: 200, body: { live: true } })
    expect(await gateway.page<Health>('/readyz')).toMatchObject({ status: 200, body: { ready: true } })

    simulator.write('freeze 10\n')
    await gateway.counts(990, 0, 10)
    const dead = (await gateway.devices()).filter(({ phase }) => phase === 'dead')
    expect(names(dead)).toEqual(numbered(1, 10))
    expect(new Set(dead.map(({ why }) => why))).toEqual(
      new Set(['the peer stayed silent past every heartbeat']),
    )
    expect((await gateway.page<Tree>('/tree')).body.children).toMatchObject([
      { id: 'devices', phase: 'listening', size: 990 },
    ])

    // Their old sockets stay open: half-open links of devices that have lost their power.
    simulator.write('again 20\n')
    const replaced: string[] = []
    while (replaced.length < 20) {
      const [name = ''] = await program.says(/^closed ([\w-]+): a newer link of \1 took its place$/)
      replaced.push(name)
    }
    expect(replaced.sort()).toEqual(numbered(11, 30))
    const again = (await gateway.devices()).filter(({ visits }) => visits === 2)
    expect(names(again)).toEqual(numbered(11, 30))
    expect(again.filter((row) => !isHere(row))).toEqual([])

    simulator.write('thaw 10\n')
    await gateway.counts(1_000, 0, 0)
    expect(names((await gateway.devices()).filter(({ visits }) => visits === 2))).toEqual(numbered(1, 30))

    // An address may have 1050 connections. Whoever says nothing is let in nowhere, but has one of them for a while.
    simulator.write('mute 60\n')
    for (let n = 1; n <= 10; n += 1) await program.says(/^turned away .* from one address is 1050$/)
    expect((await gateway.page<Tree>('/tree')).body.children).toMatchObject([
      { size: 1_050, phases: { connecting: 50 } },
    ])

    simulator.write('freeze 5\n')
    await simulator.says(/^done: freeze 5$/)
    program.signal('SIGTERM')
    await program.says(/^draining$/)
    expect(await gateway.page<Health>('/readyz')).toMatchObject({ status: 503, body: { ready: false } })
    expect(await gateway.page<Health>('/healthz')).toMatchObject({ status: 200, body: { live: true } })
    expect(await gateway.refusal()).toBe('ECONNREFUSED')
    const [left, idle, died, cut] = await program.says(
      /^drained: (\d+) left, (\d+) had .*, (\d+) died, (\d+) were cut off$/,
    )
    // Strangers have nothing to say, unless their time is up before that is certain.
    expect(left).toBe('995')
    expect(Number(died)).toBeGreaterThanOrEqual(5)
    expect(Number(idle) + Number(died)).toBe(55)
    expect(cut).toBe('0')
    expect(await program.ended).toEqual({ status: 0, signal: null })
    expect(program.lines.at(-1)).toBe('ended: stopped')
    expect(program.stderr).toBe('')
    await expect(gateway.page('/healthz')).rejects.toThrow('fetch failed')
  },
  WITHIN_MS,
)
