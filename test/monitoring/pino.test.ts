/** With the real pino, writing to a stream. */
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { breaker } from '../../src/breaker/index.ts'
import { pingPong } from '../../src/index.ts'
import { pinoLog } from '../../src/monitoring/pino.ts'
import { Service } from '../pool/support/service.ts'
import { peerServer, pong, testWorld } from '../support/world.ts'

const heartbeat = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 2 }
const NAMES = pino.levels.labels

function logger(level = 'trace') {
  const texts: string[] = []
  const stream = new Writable({
    write(chunk, _, done) {
      texts.push(String(chunk))
      done()
    },
  })
  return {
    log: pino({ level }, stream),
    texts,
    lines: () => texts.map((text) => JSON.parse(text)),
    shown: () => texts.map((text) => JSON.parse(text)).map(({ level, msg }) => `${NAMES[level]} ${msg}`),
  }
}

describe('A log', () => {
  test('tells what happens, by levels, with causes as fields, until it is closed', async () => {
    const world = testWorld()
    const { log, lines, shown } = logger()
    peerServer(world.network, pong)
    const written = pinoLog(world.supervisor, log)
    world.supervisor.connect('a', world.toPeer(), { heartbeat })
    await world.clock.advance(1_000)
    world.network.freeze('peer')
    await world.clock.advance(3_050)
    expect(shown().slice(0, 6)).toEqual([
      'debug a: added',
      'debug a: connecting',
      'info a: alive',
      'warn a: suspect',
      'warn a: dead: the peer stayed silent past every heartbeat',
      'debug a: backoff',
    ])
    expect(lines()[4].pulsetree).toMatchObject({
      kind: 'phase',
      id: 'a',
      to: 'dead',
      cause: { kind: 'silent', by: 'peer' },
      detectionMs: expect.any(Number),
    })
    expect(lines()).toHaveLength(world.events.length)
    written.close()
    const stopped = world.supervisor.stop({ now: true })
    await world.clock.advance(5_000)
    await stopped
    expect(lines().length).toBeLessThan(world.events.length)
  })

  test('keeps to the level of its logger', async () => {
    const world = testWorld()
    const { log, shown } = logger('warn')
    pinoLog(world.supervisor, log)
    world.supervisor.connect('a', world.toPeer(), { backoff: { firstMs: 10, jitter: 'none', attempts: 1 } })
    await world.clock.advance(100)
    expect(shown()).toEqual([
      expect.stringMatching(/^warn a: dead: /),
      expect.stringMatching(/^error a: failed: /),
    ])
    const stopped = world.supervisor.stop({ now: true })
    await world.clock.advance(5_000)
    await stopped
  })

  test('leaves the fields of pino as they are, whatever an event has, and each line has a field once', async () => {
    const world = testWorld()
    const { log, texts, lines } = logger()
    pinoLog(world.supervisor, log)
    const exited = { kind: 'exited', id: 'p', generation: 1, pid: 7, code: 1, signal: null } as const
    world.supervisor.branch.feed.emit(exited)
    expect(lines()[0]).toMatchObject({ pid: process.pid, pulsetree: { kind: 'exited', pid: 7 } })
    expect(texts[0]?.match(/"level":|"time":|"msg":/g)).toHaveLength(3)
    const stopped = world.supervisor.stop()
    await world.clock.advance(1)
    await stopped
  })

  test('tells of pools and breakers that are added', async () => {
    const service = new Service('a')
    const { log, lines, shown } = logger('info')
    using written = pinoLog(service.supervisor, log)
    using guard = breaker({ clock: service.clock, failures: 1, id: 'guard' })
    written.add(guard)
    written.add(service.pool({ endpoints: ['a'] }))
    await guard.call(() => Promise.reject(new TypeError('a bug'))).catch(() => {})
    expect(shown()).toContain('warn guard: open (failures)')
    expect(lines().find(({ err }) => err !== undefined).err).toMatchObject({
      type: 'TypeError',
      message: 'a bug',
      stack: expect.stringContaining('pino.test.ts'),
    })
    await service.end()
    expect(lines().some(({ pulsetree }) => pulsetree.pool === 'prices')).toBe(false)
  })
})
