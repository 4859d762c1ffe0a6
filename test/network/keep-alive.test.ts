/**
 * Two layers: the operating system's own keep-alive of the socket, which says that a kernel lives, and the heartbeat
 * of the application, which says that a program does.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { test, transport } from './support/world.ts'

/** The kernel's own table of sockets. */
const TABLE = '/proc/net/tcp'
const isHidden = !existsSync(TABLE)
const why = 'the system does not tell of the timers of its sockets'

describe.concurrent('the keep-alive of the operating system', () => {
  test('is set on dialled sockets with its idle time, and off unless asked for', async ({ world, skip }) => {
    skip(isHidden, why)
    const { endpoint } = await world.server('mute-server')
    const port = Number(new URL(endpoint).port)
    world.supervisor.connect('on', transport(endpoint, { keepAlive: { idleMs: 40_000 } }))
    world.supervisor.connect('off', transport(endpoint))
    await Promise.all([world.enters('on', 'alive'), world.enters('off', 'alive')])
    const timers = timersOf(({ remote }) => remote === port)
    expect(timers).toHaveLength(2)
    const [on = Number.NaN] = timers.filter((seconds) => seconds !== null)
    expect(timers).toContain(null)
    expect(on).toBeGreaterThan(20)
    expect(on).toBeLessThanOrEqual(40)
  })

  test('is set on accepted sockets', async ({ world, skip }) => {
    skip(isHidden, why)
    const { gateway, port } = await world.gateway({}, { keepAlive: { idleMs: 50_000 } })
    const accepted = world.accepted(gateway)
    world.stranger('line-client', { port })
    await accepted
    const [seconds] = timersOf(({ local }) => local === port)
    expect(seconds).toBeGreaterThan(40)
    expect(seconds).toBeLessThanOrEqual(50)
  })

  test('knows nothing of a frozen program; the heartbeat does', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server')
    world.supervisor.connect('both', transport(endpoint, { keepAlive: { idleMs: 1_000 } }), {
      heartbeat: { protocol: pingPong, everyMs: 1_000, timeoutMs: 800, misses: 2 },
    })
    world.supervisor.connect('kernel alone', transport(endpoint, { keepAlive: { idleMs: 1_000 } }))
    await Promise.all([world.enters('both', 'alive'), world.enters('kernel alone', 'alive')])
    peer.freeze()
    expect(await world.enters('both', 'dead')).toMatchObject({ cause: { kind: 'silent' } })
    expect(world.path('kernel alone')).toEqual(['connecting', 'alive'])
  })
})

const ESTABLISHED = '01'
const KEEP_ALIVE = '02'
/** In the table, on every architecture that Node runs on. */
const TICKS_A_SECOND = 100

/** In how many seconds the keep-alive of each such socket goes off; null where there is none. */
function timersOf(isMeant: (ports: { local: number; remote: number }) => boolean): (number | null)[] {
  const [, ...rows] = readFileSync(TABLE, 'latin1').trim().split('\n')
  return rows.flatMap((row) => {
    const [, local = '', remote = '', state, , timer = ''] = row.trim().split(/\s+/)
    if (state !== ESTABLISHED || !isMeant({ local: portOf(local), remote: portOf(remote) })) return []
    const [kind, ticks = ''] = timer.split(':')
    return kind === KEEP_ALIVE ? Number.parseInt(ticks, 16) / TICKS_A_SECOND : null
  })
}

/** `0100007F:1CCD` */
function portOf(address: string): number {
  return Number.parseInt(address.slice(-4), 16)
}
