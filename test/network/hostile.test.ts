/**
 * Peers that mean no good, or know no better: each is held off by a limit that says so, in bounded memory, and the
 * healthy connection beside it never misses a beat.
 */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { expectUndoubted, ROUNDING_MS, SLACK_MS } from './support/bounds.ts'
import type { Program } from './support/program.ts'
import { until } from './support/until.ts'
import { type PhaseEvent, test, transport, World } from './support/world.ts'

/** Of the healthy connection, in `ours/gateway.ts`. */
const HEALTHY_TIMEOUT_MS = 700

type CodecName = 'lines' | 'raw' | 'length' | 'json'

/** A server of ours in a process of its own, listening with each codec, a healthy connection beside. */
class Besieged {
  readonly program: Program
  readonly #world: World
  readonly #healthy: Program
  readonly #ports = new Map<string, string>()

  constructor(world: World, program: Program, healthy: Program) {
    this.#world = world
    this.program = program
    this.#healthy = healthy
  }

  static async start(world: World, frames: 'ignore' | 'deliver'): Promise<Besieged> {
    const { peer, endpoint } = await world.server('answering-server', { tell: 'nothing' })
    const us = new Besieged(world, world.ours('gateway', { healthy: endpoint, frames }), peer)
    await us.program.says(/"id":"healthy".*"to":"alive"/)
    for (const codec of ['lines', 'raw', 'length', 'json']) {
      us.#ports.set(codec, (await us.program.says(new RegExp(`^${codec} (\\d+)$`)))[1] ?? '')
    }
    return us
  }

  port(codec: CodecName): string {
    return this.#ports.get(codec) ?? ''
  }

  /** The phases of what one listener accepted. */
  phases(codec: CodecName): PhaseEvent[] {
    const id = `tcp://127.0.0.1:${this.port(codec)}#`
    return this.program.lines
      .filter((line) => line.startsWith('{') && line.includes(id))
      .map((line) => JSON.parse(line))
      .filter(({ kind }) => kind === 'phase')
  }

  /** The `nth` end of what one listener accepted. */
  ends(codec: CodecName, nth = 1): Promise<PhaseEvent> {
    return until(`an accepted connection ends (${codec}, ${nth})`, () =>
      this.phases(codec)
        .filter(({ to }) => to === 'dead')
        .at(nth - 1),
    )
  }

  /** The healthy connection has missed nothing, and has been up all the time. */
  async expectUntouched(): Promise<void> {
    const before = this.program.said(/^misses/).length
    this.program.tell('misses')
    const [, misses, reconnects] = await this.program.says(/^misses (\d+) (\d+)$/, before + 1)
    await expectUndoubted(this.#world, [this.#healthy], HEALTHY_TIMEOUT_MS, () =>
      expect({ misses, reconnects }).toEqual({ misses: '0', reconnects: '0' }),
    )
  }
}

describe.concurrent('a peer', () => {
  const world = new World()
  let us: Besieged

  beforeAll(async () => {
    us = await Besieged.start(world, 'ignore')
  })

  afterAll(() => world.end())

  test.for(['lines', 'raw'] as const)('that sends noise is read and forgotten, as %s', async (codec) => {
    const peer = world.stranger('noise-client', { port: us.port(codec) })
    expect((await us.ends(codec)).cause).toEqual({ kind: 'eof', by: 'peer' })
    await peer.says(/^closed$/)
    await us.expectUntouched()
  })

  test.for(['length', 'json'] as const)(
    'that sends noise where there are rules is shown out, as %s',
    async (codec) => {
      for (const seed of [1, 2]) {
        const peer = world.stranger('noise-client', { port: us.port(codec), seed })
        const { cause } = await us.ends(codec, seed)
        expect(cause).toMatchObject({ kind: 'protocol', by: 'peer' })
        await peer.says(/^closed$/)
      }
      await us.expectUntouched()
    },
  )
})

describe.concurrent('a peer, beside others,', () => {
  const world = new World()
  let us: Besieged

  beforeAll(async () => {
    us = await Besieged.start(world, 'ignore')
  })

  afterAll(() => world.end())

  test('that lets bytes trickle does not live by them: a frame has its time', async () => {
    const peer = world.stranger('trickle-client', { port: us.port('lines') })
    const dead = await us.ends('lines')
    expect(dead.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'frame' })
    const [, firstAt] = await peer.says(/^byte (\d+)$/)
    expect(dead.at - Number(firstAt)).toBeGreaterThanOrEqual(500 - ROUNDING_MS)
    expect(dead.at - Number(firstAt)).toBeLessThanOrEqual(500 + SLACK_MS)
    await peer.says(/^closed$/)
    await us.expectUntouched()
  })

  test('that opens two hundred connections and drops them at once leaves nothing behind', async () => {
    const peer = world.stranger('slammer', { port: us.port('raw') })
    await peer.says(/^done 200$/)
    await until('all that were accepted have stopped', () => {
      const phases = us.phases('raw').map(({ to }) => to)
      const stopped = phases.filter((phase) => phase === 'stopped').length
      return stopped >= 100 && stopped === phases.filter((phase) => phase === 'connecting').length
    })
    const next = world.stranger('line-client', { port: us.port('raw') })
    await next.says(/^open/)
    await us.expectUntouched()
  })
})

describe.concurrent('the memory that a peer can make us use', () => {
  const MOST_MB = 30
  const isHidden = !existsSync('/proc/self/status')
  const why = 'the system does not tell how much memory a process uses'

  test('is bounded where 64 MB come without a newline: the frame limit ends it', async ({ world, skip }) => {
    skip(isHidden, why)
    const us = await Besieged.start(world, 'ignore')
    const before = us.program.usedMb ?? 0
    const peer = world.stranger('blob-client', { port: us.port('lines') })
    expect((await us.ends('lines')).cause).toEqual({
      kind: 'protocol',
      by: 'peer',
      detail: 'a frame longer than 1048576 bytes',
    })
    const [, sent] = await peer.says(/^sent (\d+)$/)
    expect(Number(sent)).toBeLessThan(64)
    expect((us.program.peakMb ?? 0) - before).toBeLessThan(MOST_MB)
    await us.expectUntouched()
  })

  test('does not grow with what is read and forgotten: 192 MB more add nothing to the first 64', async ({
    world,
    skip,
  }) => {
    skip(isHidden, why)
    const us = await Besieged.start(world, 'ignore')
    const peer = world.stranger('blob-client', { port: us.port('raw'), megabytes: 64 })
    expect((await us.ends('raw')).cause?.kind).toBe('eof')
    await peer.says(/^sent 64$/)
    const before = us.program.peakMb ?? 0
    const other = world.stranger('blob-client', { port: us.port('raw'), megabytes: 192 })
    expect((await us.ends('raw', 2)).cause?.kind).toBe('eof')
    await other.says(/^sent 192$/)
    expect((us.program.peakMb ?? 0) - before).toBeLessThan(MOST_MB)
    await us.expectUntouched()
  })

  test.for([1_000, 100_000])(
    'is bounded where lines of %i bytes flood a reader who does not read: the peer has to stop',
    async (lineBytes, { world, skip }) => {
      skip(isHidden, why)
      const us = await Besieged.start(world, 'deliver')
      const before = us.program.usedMb ?? 0
      const peer = world.stranger('flood-client', { port: us.port('lines'), lineBytes })
      const [, taken] = await peer.says(/^stalled (\d+)$/)
      // What both kernels hold on the way is among it.
      expect(Number(taken)).toBeLessThan(MOST_MB)
      expect((us.program.usedMb ?? 0) - before).toBeLessThan(MOST_MB)
      expect(us.phases('lines').at(-1)?.to).toBe('alive')
      await us.expectUntouched()
      us.program.tell('read')
      await peer.says(/^again$/)
    },
  )
})

describe.concurrent('a server', () => {
  test('that accepts and says nothing is found, when it is asked', async ({ world }) => {
    const { endpoint } = await world.server('mute-server')
    const connection = world.supervisor.connect('c', transport(endpoint), {
      firstFrameTimeoutMs: 400,
      backoff: { attempts: 1 },
    })
    const began = await world.enters('c', 'connecting')
    const dead = await world.enters('c', 'dead')
    expect(dead).toMatchObject({ from: 'connecting', cause: { kind: 'timeout', of: 'handshake' } })
    expect(dead.at - began.at).toBeGreaterThanOrEqual(400 - ROUNDING_MS)
    expect(connection.generation).toBe(1)
  })

  test('that never reads runs into the deadline for writing, and no more waits for it than the limit', async ({
    world,
  }) => {
    const { endpoint } = await world.server('deaf-server')
    const connection = world.supervisor.connect('c', transport(endpoint), {
      writeTimeoutMs: 600,
      backoff: { attempts: 1 },
    })
    await world.enters('c', 'alive')
    const piece = 'x'.repeat(512 * 1024)
    const sends = await Promise.allSettled(Array.from({ length: 100 }, () => connection.send(piece)))
    const reasons = sends.flatMap((sent) => (sent.status === 'rejected' ? [String(sent.reason)] : []))
    expect(reasons.filter((reason) => reason.includes('bytes wait already')).length).toBeGreaterThan(30)
    expect(reasons.filter((reason) => reason.includes('could be written in time')).length).toBeGreaterThan(10)
    expect(await world.enters('c', 'dead')).toMatchObject({ cause: { kind: 'timeout', of: 'write' } })
  })
})
