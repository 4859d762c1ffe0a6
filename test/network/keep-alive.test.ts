/**
 * Two layers: the operating system's own keep-alive of the socket, which says that a kernel lives, and the heartbeat
 * of the application, which says that a program does.
 */
import { spawnSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { test, transport } from './support/world.ts'

const hasSs = spawnSync('ss', ['-V']).status === 0

describe.concurrent('the keep-alive of the operating system', () => {
  test('is set on dialled sockets with its idle time, and off unless asked for', async ({ world, skip }) => {
    skip(!hasSs, 'ss is not installed')
    const { endpoint } = await world.server('mute-server')
    const port = Number(new URL(endpoint).port)
    world.supervisor.connect('on', transport(endpoint, { keepAlive: { idleMs: 40_000 } }))
    world.supervisor.connect('off', transport(endpoint))
    await Promise.all([world.enters('on', 'alive'), world.enters('off', 'alive')])
    const timers = timersTowards(`dport = :${port}`)
    expect(timers).toHaveLength(2)
    const [on] = timers.filter((timer) => timer !== '')
    expect(timers.filter((timer) => timer === '')).toHaveLength(1)
    expect(secondsOf(on)).toBeGreaterThan(20)
    expect(secondsOf(on)).toBeLessThanOrEqual(40)
  })

  test('is set on accepted sockets', async ({ world, skip }) => {
    skip(!hasSs, 'ss is not installed')
    const { gateway, port } = await world.gateway({}, { keepAlive: { idleMs: 50_000 } })
    const accepted = world.accepted(gateway)
    world.stranger('line-client', { port })
    await accepted
    const [timer] = timersTowards(`sport = :${port}`)
    expect(secondsOf(timer)).toBeGreaterThan(40)
    expect(secondsOf(timer)).toBeLessThanOrEqual(50)
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

/** What `ss` says of the timer of each established socket that the filter finds; empty where there is none. */
function timersTowards(filter: string): string[] {
  const { stdout } = spawnSync('ss', ['-tnoH', 'state', 'established', `( ${filter} )`], { encoding: 'utf8' })
  return stdout
    .trim()
    .split('\n')
    .map((line) => /timer:\((.*?)\)/.exec(line)?.[1] ?? '')
}

/** `keepalive,39sec,0`, `keepalive,1min,0` or `keepalive,650ms,0`, as seconds. */
function secondsOf(timer = ''): number {
  const [, minutes = 0, seconds = 0] = /^keepalive,(?:(\d+)min)?(?:([\d.]+)sec)?,/.exec(timer) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
