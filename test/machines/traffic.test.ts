import { config, take } from 'rxjs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Connection,
  ConnectionError,
  type ConnectOptions,
  type HeartbeatOptions,
  type HeartbeatProtocol,
  lengthPrefixed,
  pingPong,
  protocolPing,
  raw,
} from '../../src/index.ts'
import { MOST_BUFFERED_BYTES } from '../../src/machines/traffic.ts'
import { change } from '../../src/supervisor/change.ts'
import type { Cause, Payload, Transport } from '../../src/transport/transport.ts'
import { FakeLink, FakeTransport, HintingTransport } from '../supervisor/fakes.ts'
import { pong } from '../support/world.ts'
import { drawing, fateOf, Scene } from './support/scene.ts'

const heartbeat: HeartbeatOptions = { protocol: pingPong, everyMs: 1_000, timeoutMs: 500, misses: 3 }
const noRetry: ConnectOptions = { retry: () => false }
/** The first beat one full interval after the opening. */
const atTheEnd = drawing(0)

function collect(connection: ReturnType<Scene['connect']>): string[] {
  const texts: string[] = []
  connection.frames$.subscribe({ next: (frame) => texts.push(frame.text) })
  return texts
}

/** Advances until nothing new arrives, and says what an iteration yielded. */
async function iterated(frames: AsyncIterable<{ readonly text: string }>): Promise<string[]> {
  const texts: string[] = []
  for await (const frame of frames) texts.push(frame.text)
  return texts
}

describe('a frame that is sent', () => {
  test('resolves when the system took it, and arrives', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.until(connection, 'alive')
    const sent = fateOf(connection.send('hello'))
    await scene.advance(5)
    expect(sent.state).toBe('done')
    expect(scene.peer.got).toEqual(['hello'])
  })

  test('waits while the peer does not read, and resolves when it does', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: false })
    await scene.advance(100)
    scene.peer.link?.pause()
    const sent = fateOf(connection.send('x'.repeat(150)))
    await scene.advance(60_000)
    expect(sent.state).toBe('pending')
    scene.peer.link?.resume()
    await scene.advance(10)
    expect(sent.state).toBe('done')
    expect(scene.peer.got).toEqual(['x'.repeat(150)])
  })

  test('goes to a suspect as well', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ heartbeat })
    await scene.until(connection, 'suspect')
    await connection.send('are you there')
    await scene.advance(5)
    expect(scene.peer.got).toContain('are you there')
  })

  test('that cannot be a frame of this codec rejects and harms nothing', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.until(connection, 'alive')
    await expect(connection.send('two\nlines')).rejects.toMatchObject({
      name: 'OptionError',
      option: 'payload',
    })
    await connection.send('one line')
    await scene.advance(5)
    expect(connection.phase).toBe('alive')
    expect(scene.peer.got).toEqual(['one line'])
  })

  test.each([{}, true, 5, null, undefined, [1], new ArrayBuffer(2)])(
    'that is neither text nor bytes (%j) rejects and harms nothing, with a link or without',
    async (mistake) => {
      const scene = new Scene()
      scene.serve()
      const connection = scene.connect({ queue: { max: 5, drop: 'oldest' } })
      const asUntyped = (payload: unknown): Promise<void> =>
        Reflect.apply(connection.send, connection, [payload])
      const refused = { name: 'OptionError', option: 'payload' }
      await expect(asUntyped(mistake)).rejects.toMatchObject(refused)
      await scene.until(connection, 'alive')
      await expect(asUntyped(mistake)).rejects.toMatchObject(refused)
      await connection.send('one line')
      await scene.advance(5)
      expect(scene.peer.got).toEqual(['one line'])
    },
  )

  test('when too much waits already rejects at once', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: false })
    await scene.advance(100)
    scene.peer.link?.pause()
    const first = fateOf(connection.send('x'.repeat(1_000_000)))
    const waiting = Array.from({ length: 17 }, () => fateOf(connection.send('x'.repeat(1_000_000))))
    const refused = fateOf(connection.send('one more'))
    await scene.advance(1)
    expect(first.state).toBe('pending')
    expect(waiting.map(({ state }) => state)).toContain('pending')
    expect(refused).toMatchObject({ state: 'failed', error: { name: 'ConnectionError' } })
    expect(MOST_BUFFERED_BYTES).toBe(16 * 1024 * 1024)
  })

  test.each<{ situation: string; options: ConnectOptions; harm: (scene: Scene) => void; cause: object }>([
    {
      situation: 'the peer goes silent',
      options: { heartbeat, writeTimeoutMs: false },
      harm: (scene) => scene.network.freeze('peer'),
      cause: { kind: 'silent', by: 'peer' },
    },
    {
      situation: 'the link is reset',
      options: {},
      harm: (scene) => scene.network.reset('us', 'peer'),
      cause: { kind: 'reset' },
    },
    {
      situation: 'it grows too old',
      options: { maxAgeMs: 3_000, writeTimeoutMs: false },
      harm: () => {},
      cause: { kind: 'timeout', of: 'age' },
    },
    {
      situation: 'it is stopped',
      options: { writeTimeoutMs: false },
      harm: (scene) => void scene.supervisor.stop(),
      cause: { kind: 'cancelled', by: 'us' },
    },
  ])('rejects with the cause of the end when $situation first', async ({ options, harm, cause }) => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve(pong)
    const connection = scene.connect({ ...options, ...noRetry })
    await scene.advance(500)
    scene.peer.link?.pause()
    const sent = fateOf(connection.send('x'.repeat(5_000)))
    await scene.advance(1)
    harm(scene)
    await scene.advance(20_000)
    expect(sent).toMatchObject({ state: 'failed', error: { name: 'ConnectionError', cause } })
    expect(connection.cause).toMatchObject(cause)
  })
})

describe('a frame that is sent while there is no link', () => {
  test('rejects by default, saying where the connection is and why', async () => {
    const scene = new Scene()
    const connection = scene.connect({ backoff: { firstMs: 5_000, jitter: 'none' } })
    await expect(connection.send('early')).rejects.toThrow('cannot send while connecting')
    await scene.until(connection, 'backoff')
    const error = await connection.send('late').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error).toMatchObject({ cause: { kind: 'refused' } })
    await scene.stop()
    await expect(connection.send('too late')).rejects.toThrow('cannot send on a stopped connection')
  })

  test('rejects while hooks shake hands, too: the link is theirs', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ onOpen: () => scene.pass(500) })
    await scene.advance(100)
    await expect(connection.send('early')).rejects.toThrow('cannot send while connecting')
  })

  test('waits where a queue was asked for, and goes out with the next link, in order', async () => {
    const scene = new Scene()
    const connection = scene.connect({
      queue: { max: 10, drop: 'oldest' },
      backoff: { firstMs: 500, jitter: 'none', factor: 1 },
      onOpen: (link) => link.send('login'),
    })
    const fates = [fateOf(connection.send('1'))]
    await scene.until(connection, 'backoff')
    fates.push(fateOf(connection.send('2')))
    scene.serve()
    await scene.advance(200)
    fates.push(fateOf(connection.send('3')))
    await scene.advance(2_000)
    expect(scene.peer.got).toEqual(['login', '1', '2', '3'])
    expect(fates.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  })

  test('waits before what is sent the moment the connection is alive', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ queue: { max: 10, drop: 'oldest' } })
    void connection.send('1')
    void connection.send('2')
    connection.phase$.subscribe(({ phase }) => {
      if (phase === 'alive') void connection.send('3')
    })
    await scene.advance(100)
    expect(scene.peer.got).toEqual(['1', '2', '3'])
  })

  test('waits through dead as well, and over several links that do not open', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      queue: { max: 10, drop: 'oldest' },
      backoff: { firstMs: 500, jitter: 'none', factor: 1 },
    })
    await scene.advance(100)
    const heal = scene.network.refuse('peer')
    scene.peer.link?.close()
    await scene.until(connection, 'dead')
    const sent = fateOf(connection.send('patience'))
    await scene.advance(5_000)
    expect(sent.state).toBe('pending')
    heal()
    await scene.advance(1_000)
    expect(sent.state).toBe('done')
    expect(scene.peer.got).toEqual(['patience'])
  })

  test.each([
    { drop: 'oldest', got: ['3', '4'], fates: ['failed', 'failed', 'done', 'done'] },
    { drop: 'newest', got: ['1', '2'], fates: ['done', 'done', 'failed', 'failed'] },
  ] as const)('beyond the queue is dropped, the $drop first, and each drop is an event', async (row) => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ queue: { max: 2, drop: row.drop } })
    const fates = ['1', '2', '3', '4'].map((text) => fateOf(connection.send(text)))
    await scene.advance(100)
    expect(fates.map(({ state }) => state)).toEqual(row.fates)
    expect(scene.peer.got).toEqual(row.got)
    const drops = scene.events.flatMap((event) =>
      event.kind === 'dropped' ? [[event.id, event.frames, event.why]] : [],
    )
    expect(drops).toEqual([
      ['a', 1, 'queue full'],
      ['a', 1, 'queue full'],
    ])
  })

  test('and never can be rejects with the cause when the connection ends', async () => {
    const scene = new Scene()
    const connection = scene.connect({ queue: { max: 5, drop: 'oldest' }, backoff: { attempts: 1 } })
    const fates = ['1', '2'].map((text) => fateOf(connection.send(text)))
    await scene.advance(100)
    expect(connection.phase).toBe('failed')
    for (const fate of fates)
      expect(fate).toMatchObject({ state: 'failed', error: { cause: { kind: 'refused' } } })
    const drops = scene.events.flatMap((event) => (event.kind === 'dropped' ? [event.frames] : []))
    expect(drops).toEqual([2])
  })
})

describe('business frames', () => {
  test('reach subscribers without the heartbeats between them', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat })
    const texts = collect(connection)
    await scene.advance(500)
    for (const text of ['1', 'ping', '2', 'pong', '3']) scene.peer.send(text)
    await scene.advance(3_000)
    expect(texts).toEqual(['1', '2', '3'])
    expect(connection.counts.frames).toBe(3)
    expect(scene.peer.got.filter((frame) => frame === 'pong')).toHaveLength(1)
  })

  test('that come before the first subscriber are held, in order', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ holdFrames: 10 })
    await scene.advance(100)
    for (const text of ['1', '2', '3']) scene.peer.send(text)
    await scene.advance(10)
    expect(connection.held).toBe(3)
    expect(collect(connection)).toEqual(['1', '2', '3'])
  })

  test('that nobody takes stop the reading, the peer feels it, and nothing is lost', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({ holdFrames: 4 })
    await scene.advance(100)
    for (let frame = 0; frame < 100; frame += 1) scene.peer.send(`frame ${frame}`)
    await scene.advance(1_000)
    expect(connection.held).toBe(4)
    expect(scene.peer.link?.buffered).toBeGreaterThan(0)
    const texts = collect(connection)
    await scene.advance(1_000)
    expect(texts).toEqual(Array.from({ length: 100 }, (_, frame) => `frame ${frame}`))
    expect(scene.peer.link?.buffered).toBe(0)
  })

  test('are not read from the next link either, while the user pauses', async () => {
    const scene = new Scene()
    const connection = scene.connect({ backoff: { firstMs: 100, jitter: 'none' } })
    const texts = collect(connection)
    await scene.until(connection, 'backoff')
    connection.pause()
    scene.serve()
    await scene.until(connection, 'alive')
    await scene.advance(5)
    scene.peer.send('later')
    await scene.advance(1_000)
    expect(texts).toEqual([])
    connection.resume()
    await scene.advance(5)
    expect(texts).toEqual(['later'])
  })

  test('held through a reconnect are still there, before those of the new link', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ backoff: { firstMs: 100, jitter: 'none' } })
    await scene.advance(50)
    scene.peer.send('of the first')
    await scene.advance(5)
    scene.network.reset('us', 'peer')
    await scene.advance(200)
    scene.peer.send('of the second')
    await scene.advance(5)
    expect(collect(connection)).toEqual(['of the first', 'of the second'])
  })

  test('of a link that shakes hands go to its hook, never those of a link before', async () => {
    const scene = new Scene()
    const received: string[] = []
    scene.serve((frame) => (frame === 'hello' ? `welcome` : undefined))
    const connection = scene.connect({
      backoff: { firstMs: 100, jitter: 'none' },
      onOpen: async (link) => {
        await link.send('hello')
        received.push(`${link.generation}: ${(await link.receive()).text}`)
      },
    })
    await scene.until(connection, 'alive')
    scene.peer.send('order 42')
    await scene.advance(5)
    expect(connection.held).toBe(1)
    scene.network.reset('us', 'peer')
    await scene.advance(500)
    expect(connection.phase).toBe('alive')
    expect(received).toEqual(['1: welcome', '2: welcome'])
    expect(collect(connection)).toEqual(['order 42'])
  })

  test('of a link that did not get through its handshake are not taken for those of the next one', async () => {
    const scene = new Scene()
    const received: string[] = []
    const peers = scene.serve((frame) => (frame === 'hello' ? `welcome ${peers.length}` : undefined))
    const connection = scene.connect({
      backoff: { firstMs: 100, jitter: 'none' },
      onOpen: async (link) => {
        // The first one is cut off between asking and hearing.
        await link.send('hello')
        await scene.pass(50)
        received.push((await link.receive()).text)
        if (link.generation === 1) throw new Error('not today')
      },
    })
    await scene.advance(20)
    scene.peer.send('and more of the first link')
    await scene.until(connection, 'alive')
    expect(received).toEqual(['welcome 1', 'welcome 2'])
  })

  test('do not pile up beyond the hold while a link shakes hands', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({
      holdFrames: 4,
      maxAgeMs: 3_000,
      backoff: { firstMs: 100, jitter: 'none' },
      onOpen: () => scene.pass(1_000),
    })
    await scene.until(connection, 'alive')
    for (let frame = 0; frame < 10; frame += 1) scene.peer.send(`of the first link ${frame}`)
    await scene.advance(100)
    expect(connection.held).toBe(4)
    await scene.until(connection, 'backoff')
    await scene.advance(200)
    expect(scene.peers).toHaveLength(2)
    for (let frame = 0; frame < 50; frame += 1) scene.peer.send(`of the second link ${frame}`)
    await scene.advance(500)
    expect(connection.phase).toBe('connecting')
    // The hold, and a hold of the handshake's own at the most.
    expect(connection.held).toBeLessThanOrEqual(8)
  })

  test('are counted and thrown away where they do not matter', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat, frames: 'ignore', holdFrames: 2 })
    const texts = collect(connection)
    await scene.advance(100)
    for (let frame = 0; frame < 10; frame += 1) scene.peer.send('price')
    await scene.advance(5_000)
    expect(texts).toEqual([])
    expect(connection.held).toBe(0)
    expect(connection.counts.frames).toBe(10)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })

  test('are counted and thrown away where nobody has ever asked for one', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ frames: 'ignore' })
    await scene.advance(100)
    scene.peer.send('price')
    await scene.advance(100)
    expect([connection.phase, connection.counts.frames]).toEqual(['alive', 1])
  })

  test('that do not matter afterwards still reach the hooks of the handshake', async () => {
    const scene = new Scene()
    scene.serve((frame) => (frame === 'hello' ? 'welcome' : undefined))
    const received: string[] = []
    const connection = scene.connect({
      frames: 'ignore',
      onOpen: async (link) => {
        await link.send('hello')
        received.push((await link.receive()).text)
      },
    })
    await scene.advance(1_000)
    expect(received).toEqual(['welcome'])
    expect(connection.phase).toBe('alive')
  })

  test('that do not matter are not kept, either, where the hooks of the handshake leave some', async () => {
    const scene = new Scene()
    scene.serve((frame) => (frame === 'hello' ? 'welcome' : undefined))
    const connection = scene.connect({
      frames: 'ignore',
      onOpen: async (link) => {
        await link.send('hello')
        await scene.pass(500)
      },
    })
    await scene.advance(400)
    expect(connection.held).toBe(1)
    await scene.advance(600)
    expect([connection.phase, connection.held, connection.counts.frames]).toEqual(['alive', 0, 1])
  })

  test('that came before the peer closed are all delivered, although the reader was slow', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ holdFrames: 2, ...noRetry })
    await scene.advance(100)
    for (let frame = 0; frame < 10; frame += 1) scene.peer.send(`${frame}`)
    scene.peer.link?.close()
    await scene.advance(1_000)
    expect(connection.phase).toBe('alive')
    const texts = collect(connection)
    await scene.advance(1_000)
    expect(texts).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
    expect(connection.cause).toEqual({ kind: 'eof', by: 'peer' })
  })

  test('taken one at a time by separate subscriptions are all there', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect()
    await scene.advance(100)
    for (const text of ['1', '2', '3']) scene.peer.send(text)
    await scene.advance(10)
    const texts: string[] = []
    for (let one = 0; one < 3; one += 1)
      connection.frames$.pipe(take(1)).subscribe((frame) => texts.push(frame.text))
    expect(texts).toEqual(['1', '2', '3'])
  })
})

describe('an iteration over a connection', () => {
  test('yields frames over several links, and ends when it is stopped', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ backoff: { firstMs: 100, jitter: 'none' } })
    const all = iterated(connection)
    await scene.advance(50)
    scene.peer.send('1')
    await scene.advance(5)
    scene.network.reset('us', 'peer')
    await scene.advance(200)
    scene.peer.send('2')
    await scene.advance(5)
    expect(await scene.stop()).toMatchObject({ links: 0, timers: 0 })
    expect(await all).toEqual(['1', '2'])
  })

  test('throws the cause when the connection fails', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ ...noRetry })
    const all = fateOf(iterated(connection))
    await scene.advance(50)
    scene.network.reset('us', 'peer')
    await scene.advance(100)
    expect(all).toMatchObject({
      state: 'failed',
      error: { name: 'ConnectionError', cause: { kind: 'reset' } },
    })
  })

  test('ends when the handshake is refused, although frames wait that no hook took', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({
      onOpen: async (link) => {
        await link.receive()
        throw new Error('not what was expected')
      },
      ...noRetry,
    })
    const all = fateOf(iterated(connection))
    await scene.advance(50)
    scene.peer.send('one')
    scene.peer.send('two')
    await scene.advance(1_000)
    expect(connection.phase).toBe('failed')
    expect(all.state).toBe('failed')
  })

  test('that is slow stops the reading, and that time is no attention', async () => {
    const scene = new Scene({ windowBytes: 200 })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat: { ...heartbeat, misses: 1 }, holdFrames: 4, ...noRetry })
    const frames = connection[Symbol.asyncIterator]()
    await scene.advance(100)
    for (let frame = 0; frame < 40; frame += 1) scene.peer.send(`frame ${frame}`)
    await scene.advance(60_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
    for (let frame = 0; frame < 40; frame += 1) {
      const next = fateOf(frames.next())
      await scene.advance(100)
      expect(next).toMatchObject({ state: 'done', value: { done: false, value: { text: `frame ${frame}` } } })
    }
    await scene.advance(10_000)
    expect(scene.phases()).toEqual(['connecting', 'alive'])
  })
})

describe('on a raw stream', () => {
  const protocol: HeartbeatProtocol = { beat: 'ping', pong: 'pong' }
  const rawHeartbeat: HeartbeatOptions = { ...heartbeat, protocol }
  const bytes = (text: string) => new TextEncoder().encode(text)

  /** A peer that answers a ping as the test says, and a connection that has just sent one. */
  async function afterPing(
    options: Partial<HeartbeatOptions> = {},
  ): Promise<{ scene: Scene; texts: string[] }> {
    const scene = new Scene({ codec: raw(), random: atTheEnd, latencyMs: 0 })
    scene.serve()
    const connection = scene.connect({ heartbeat: { ...rawHeartbeat, ...options } })
    const texts = collect(connection)
    await scene.advance(1_000)
    expect(scene.peer.got).toEqual(['ping'])
    return { scene, texts }
  }

  test('an answer glued to business is taken off it', async () => {
    const { scene, texts } = await afterPing()
    scene.peer.link?.write(bytes('pongorder 42'))
    await scene.advance(1)
    expect(texts).toEqual(['order 42'])
    expect(scene.supervisor.find('a')).toMatchObject({ lastRttMs: 0 })
  })

  test('an answer in two pieces is found, whatever the time between', async () => {
    const { scene, texts } = await afterPing()
    scene.peer.link?.write(bytes('po'))
    await scene.advance(300)
    scene.peer.link?.write(bytes('ng'))
    await scene.advance(1)
    expect(texts).toEqual([])
  })

  test('an answer that nobody waits for is business', async () => {
    const scene = new Scene({ codec: raw(), random: atTheEnd })
    scene.serve()
    const texts = collect(scene.connect({ heartbeat: rawHeartbeat }))
    await scene.advance(500)
    scene.peer.link?.write(bytes('pong'))
    await scene.advance(5)
    expect(texts).toEqual(['pong'])
  })

  test('the beginning of an answer that never comes is business after one timeout', async () => {
    const { scene, texts } = await afterPing({ timeoutMs: 700 })
    scene.peer.link?.write(bytes('order po'))
    await scene.advance(690)
    expect(texts).toEqual(['order '])
    await scene.advance(70)
    expect(texts).toEqual(['order ', 'po'])
  })

  test('the beginning of an answer waits its whole time, whatever was held shortly before', async () => {
    const { scene, texts } = await afterPing({ timeoutMs: 700 })
    scene.peer.link?.write(bytes('po'))
    await scene.advance(300)
    scene.peer.link?.write(bytes('em'))
    await scene.advance(300)
    scene.peer.link?.write(bytes('po'))
    await scene.advance(300)
    scene.peer.link?.write(bytes('ng'))
    await scene.advance(1)
    expect(texts).toEqual(['poem'])
  })

  test('what is held back when the link ends is handed up before the end', async () => {
    const { scene, texts } = await afterPing()
    scene.peer.link?.write(bytes('po'))
    await scene.advance(1)
    expect(texts).toEqual([])
    scene.peer.link?.close()
    await scene.advance(5)
    expect(texts).toEqual(['po'])
  })

  test('what is held back when we convict the peer is handed up as well', async () => {
    const { scene, texts } = await afterPing()
    scene.peer.link?.write(bytes('po'))
    await scene.until(scene.supervisor.connections[0]!, 'backoff')
    expect(texts).toEqual(['po'])
  })

  test('what is held back when we stop is handed up, before anybody is told of the end', async () => {
    const { scene, texts } = await afterPing()
    const [connection] = scene.supervisor.connections
    connection?.phase$.subscribe(({ phase }) => texts.push(phase))
    scene.peer.link?.write(bytes('po'))
    await scene.advance(1)
    void connection?.stop()
    await scene.advance(100)
    expect(texts).toContain('po')
    expect(texts.at(-1)).toBe('stopped')
  })

  test('what is held back when the peer ends is handed up before anybody is told of the end', async () => {
    const { scene, texts } = await afterPing()
    scene.supervisor.connections[0]?.phase$.subscribe(({ phase }) => texts.push(phase))
    scene.peer.link?.write(bytes('po'))
    await scene.advance(1)
    scene.peer.link?.close()
    await scene.advance(5)
    expect(texts.slice(0, 3)).toEqual(['alive', 'po', 'dead'])
  })

  test('what is held back of one link is never glued to the bytes of the next', async () => {
    const { scene, texts } = await afterPing()
    scene.peer.link?.write(bytes('po'))
    await scene.advance(1)
    scene.network.reset('us', 'peer')
    await scene.advance(2_500)
    expect(scene.peers).toHaveLength(2)
    scene.peer.link?.write(bytes('ng'))
    await scene.advance(5)
    expect(texts).toEqual(['po', 'ng'])
  })
})

describe('round-trip times', () => {
  test('are those of matched answers', async () => {
    const scene = new Scene({ latencyMs: 10 })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat })
    expect(connection.rttMs).toBeNull()
    await scene.advance(30_000)
    expect(connection.lastRttMs).toBe(20)
    expect((connection.rttMs?.p50 ?? 0) / 20).toBeCloseTo(1, 0)
    expect(Math.abs((connection.rttMs?.p50 ?? 0) / 20 - 1)).toBeLessThan(0.11)
  })

  test.each([
    { situation: 'this process did not run', strike: ({ clock }: Scene) => clock.stall(600) },
    {
      situation: 'nobody read',
      strike: async (scene: Scene, connection: Connection) => {
        connection.pause()
        await scene.advance(600)
        connection.resume()
      },
    },
  ])('are not those of answers that waited while $situation', async ({ strike }) => {
    const scene = new Scene({ latencyMs: 10, random: atTheEnd })
    scene.serve(pong)
    const connection = scene.connect({ heartbeat })
    await scene.advance(3_500)
    const before = connection.counts.beats
    while (connection.counts.beats === before) await scene.advance(1)
    // The answer is on its way.
    await scene.advance(12)
    await strike(scene, connection)
    await scene.advance(5_000)
    expect(connection.quality.rttMs?.p99).toBeLessThan(30)
    expect(scene.supervisor.quality.rttMs?.p99).toBeLessThan(30)
    expect(connection.lastRttMs).toBe(20)
  })

  test('are null where nothing answers', async () => {
    const scene = new Scene()
    scene.serve(() => 'something else')
    const connection = scene.connect({ heartbeat })
    await scene.advance(30_000)
    expect(connection.phase).toBe('alive')
    expect(connection.rttMs).toBeNull()
    expect(connection.lastRttMs).toBeNull()
  })

  test('are not made of answers to beats of an older link', async () => {
    const scene = new Scene({ random: atTheEnd, latencyMs: 5 })
    scene.serve()
    const connection = scene.connect({ heartbeat, backoff: { firstMs: 100, jitter: 'none' } })
    await scene.advance(1_200)
    expect(scene.peer.got).toEqual(['ping'])
    scene.network.reset('us', 'peer')
    await scene.advance(2)
    await scene.until(connection, 'alive')
    await scene.advance(20)
    expect(scene.peers).toHaveLength(2)
    scene.peer.send('pong')
    await scene.advance(50)
    expect(connection.rttMs).toBeNull()
  })
})

describe('the transport’s own ping', () => {
  async function pinging(): Promise<{ scene: Scene; transport: HintingTransport }> {
    const scene = new Scene({ random: atTheEnd })
    const transport = new HintingTransport()
    scene.supervisor.connect('a', transport, { heartbeat: { everyMs: 1_000, timeoutMs: 500, misses: 3 } })
    await scene.advance(0)
    return { scene, transport }
  }

  test('is the beat: asked of the link, counted, and written nowhere', async () => {
    const { scene, transport } = await pinging()
    const [link] = transport.links
    await scene.advance(1_000)
    expect([link?.pinged, link?.sent]).toEqual([1, []])
    await scene.advance(600)
    // The probe of the first miss.
    expect(link?.pinged).toBe(2)
    expect(scene.supervisor.find('a')).toMatchObject({ phase: 'suspect', counts: { beats: 2, misses: 1 } })
  })

  test('answered is a round trip where it is the latest, and a sign of life either way', async () => {
    const { scene, transport } = await pinging()
    const owner = transport.links[0]?.owner
    await scene.advance(1_600)
    owner?.heard()
    owner?.ponged(false)
    expect(scene.supervisor.find('a')).toMatchObject({ phase: 'alive', lastRttMs: null })
    await scene.advance(1_000)
    await scene.advance(25)
    owner?.heard()
    owner?.ponged(true)
    const { lastRttMs } = scene.supervisor.connections[0] ?? {}
    expect(lastRttMs).toBeGreaterThanOrEqual(25)
    expect(lastRttMs).toBeLessThan(1_025)
  })

  test('of the peer is one of its beats', async () => {
    const { scene, transport } = await pinging()
    const owner = transport.links[0]?.owner
    for (let ping = 0; ping < 3; ping += 1) {
      owner?.heard()
      owner?.pinged()
    }
    expect(scene.supervisor.connections[0]?.counts).toMatchObject({ beats: 3, frames: 0 })
  })

  test('of the peer has an answer that must leave in time, like all that is written', async () => {
    class Stuck extends FakeLink {
      override readonly buffered = 7
    }
    const scene = new Scene()
    const transport = new HintingTransport(() => new Stuck())
    const connection = scene.supervisor.connect('a', transport, {
      heartbeat: 'none',
      writeTimeoutMs: 1_000,
      ...noRetry,
    })
    await scene.advance(0)
    transport.links[0]?.owner?.pinged()
    await scene.advance(1_500)
    expect(connection.cause).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
  })
})

describe('a heartbeat that cannot be sent', () => {
  // What is thrown where nothing should be is told a moment later, outside every test.
  const unhandled: unknown[] = []
  beforeAll(() => {
    config.onUnhandledError = (error) => unhandled.push(error)
  })
  afterAll(() => {
    config.onUnhandledError = null
    expect(unhandled).toEqual([])
  })

  test.each<{ situation: string; protocol: HeartbeatProtocol; provoke: (scene: Scene) => void }>([
    { situation: 'a beat', protocol: { beat: 'ping\n', pong: 'pong' }, provoke: () => {} },
    {
      situation: 'an answer',
      protocol: { beat: null, pong: null, answers: [{ ping: 'ping', pong: 'pong\n' }] },
      provoke: (scene) => scene.peer.send('ping'),
    },
  ])(
    'because a transport promised what its links cannot encode is a crash of that connection alone: $situation',
    async (row) => {
      const scene = new Scene()
      scene.serve(pong)
      const other = scene.supervisor.connect('b', scene.toPeer(), { heartbeat })
      const boastful: Transport = { ...scene.toPeer(), encode: (payload) => payload }
      const connection = scene.supervisor.connect('a', boastful, {
        heartbeat: { ...heartbeat, protocol: row.protocol },
        restart: 'temporary',
      })
      await scene.advance(500)
      row.provoke(scene)
      await scene.advance(5_000)
      expect(connection.phase).toBe('failed')
      expect(connection.cause).toMatchObject({ kind: 'crash', detail: expect.stringContaining('newline') })
      // Whoever shares the clock with it is none the worse.
      expect(other.phase).toBe('alive')
      scene.network.freeze('peer')
      await scene.advance(3_000)
      expect(scene.timesOf('dead', 'b')).toHaveLength(1)
    },
  )
})

test('frames as large as the codec allows arrive, larger ones end the link with protocol', async () => {
  const scene = new Scene({ codec: lengthPrefixed({ maxFrameBytes: 1_000 }) })
  scene.serve()
  const connection = scene.connect({ ...noRetry })
  const texts = collect(connection)
  await scene.advance(100)
  scene.peer.send('x'.repeat(1_000))
  await scene.advance(5)
  expect(texts).toEqual(['x'.repeat(1_000)])
  scene.peer.link?.write(Uint8Array.of(0, 0, 4, 0))
  await scene.advance(5)
  expect(connection.cause).toMatchObject({ kind: 'protocol', by: 'peer' })
})

describe('what a drain looks at', () => {
  test('grows with each business frame, in or out, and with no heartbeat', async () => {
    const scene = new Scene()
    scene.serve(pong)
    const connection = scene.connect({ heartbeat })
    await scene.advance(5_000)
    const { traffic } = connection.link
    expect([connection.counts.beats > 3, traffic.moved]).toEqual([true, 0])
    await connection.send('order')
    expect(traffic.moved).toBe(1)
    scene.peer.send('done')
    await scene.advance(10)
    expect(traffic.moved).toBe(2)
  })

  test('waits for nothing where no frame was ever sent, and no link is there', async () => {
    const scene = new Scene()
    const connection = scene.connect()
    await scene.until(connection, 'backoff')
    expect(connection.link.traffic.waits).toBe(false)
  })

  test('is also whether frames wait, for the system or for a link', async () => {
    const scene = new Scene({ windowBytes: 100 })
    scene.serve()
    const connection = scene.connect({ writeTimeoutMs: false, queue: { max: 1, drop: 'newest' } })
    const { traffic } = connection.link
    const early = fateOf(connection.send('early'))
    expect(traffic.waits).toBe(true)
    await scene.advance(100)
    expect([early.state, traffic.waits]).toEqual(['done', false])
    scene.peer.link?.pause()
    void connection.send('x'.repeat(150))
    await scene.advance(10)
    expect(traffic.waits).toBe(true)
    scene.peer.link?.resume()
    await scene.advance(10)
    expect(traffic.waits).toBe(false)
  })
})

describe('a change of the plan holds from the next link on:', () => {
  const options: ConnectOptions = { backoff: { firstMs: 100, jitter: 'none' } }

  test('the heartbeat that it speaks', async () => {
    const scene = new Scene({ codec: raw(), random: atTheEnd })
    scene.serve()
    const connection = scene.connect({
      ...options,
      heartbeat: { ...heartbeat, protocol: { beat: 'ping', pong: 'pong' } },
    })
    const texts = collect(connection)
    await scene.until(connection, 'alive')
    change(scene.supervisor, 'a', { heartbeat: { ...heartbeat, protocol: { beat: 'hey', pong: 'ho' } } })
    scene.network.reset('us', 'peer')
    await scene.advance(1_200)
    expect(scene.peer.got).toEqual(['hey'])
    scene.peer.link?.write(new TextEncoder().encode('hopong'))
    await scene.advance(5)
    expect(texts).toEqual(['pong'])
  })

  test('that it has none any more', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect({ ...options, heartbeat })
    const texts = collect(connection)
    await scene.until(connection, 'alive')
    change(scene.supervisor, 'a', { heartbeat: 'none' })
    scene.network.reset('us', 'peer')
    await scene.advance(200)
    scene.peer.send('ping')
    await scene.advance(5_000)
    expect([texts, scene.peer.got, connection.phase]).toEqual([['ping'], [], 'alive'])
  })

  test('how much may wait to be sent, of what waits already as well', async () => {
    const scene = new Scene()
    const connection = scene.connect({ ...options, queue: { max: 2, drop: 'newest' } })
    await scene.until(connection, 'backoff')
    const sent = ['1', '2'].map((text) => fateOf(connection.send(text)))
    change(scene.supervisor, 'a', { queue: { max: 3, drop: 'oldest' } })
    await scene.advance(110)
    await scene.until(connection, 'backoff')
    for (const text of ['3', '4']) sent.push(fateOf(connection.send(text)))
    scene.serve()
    await scene.advance(1_000)
    expect(sent.map(({ state }) => state)).toEqual(['failed', 'done', 'done', 'done'])
    expect(scene.peer.got).toEqual(['2', '3', '4'])
  })

  test('that frames may wait, though none ever has', async () => {
    const scene = new Scene()
    scene.serve()
    const connection = scene.connect(options)
    await scene.until(connection, 'alive')
    change(scene.supervisor, 'a', { queue: { max: 3, drop: 'oldest' } })
    scene.network.reset('us', 'peer')
    await scene.advance(200)
    expect([connection.phase, connection.generation]).toEqual(['alive', 2])
  })
})

describe('a link of the test’s own making', () => {
  /** Says no goodbye: what it still has to tell comes after ours. */
  class Held extends FakeLink {
    override destroy(): void {}
  }

  async function stopped(): Promise<{ connection: Connection; link: FakeLink | undefined }> {
    const scene = new Scene()
    const transport = new HintingTransport(() => new Held())
    const connection = scene.supervisor.connect('a', transport, {
      heartbeat: { ...heartbeat, protocol: { ...protocolPing, answers: [{ ping: 'ping', pong: 'pong' }] } },
    })
    await scene.advance(10)
    void connection.stop()
    await scene.advance(10)
    return { connection, link: transport.links[0] }
  }

  test('whose peer still pings after we hung up has its pings counted, and nothing written', async () => {
    const { connection, link } = await stopped()
    link?.owner?.pinged()
    link?.say('ping')
    expect(link?.sent).toEqual([])
    expect(connection.counts.beats).toBe(2)
    link?.owner?.released()
    expect(connection.phase).toBe('stopped')
    expect(connection.cause).toEqual({ kind: 'cancelled', by: 'us' })
  })

  test.each([
    { buffered: MOST_BUFFERED_BYTES, state: 'done' },
    { buffered: MOST_BUFFERED_BYTES + 1, state: 'failed' },
  ])('with $buffered bytes that wait: a send is $state', async ({ buffered, state }) => {
    class Full extends FakeLink {
      override readonly buffered = buffered
    }
    const scene = new Scene()
    const connection = scene.supervisor.connect('a', new FakeTransport(() => new Full()), {
      writeTimeoutMs: false,
    })
    await scene.advance(10)
    const sent = fateOf(connection.send('one more'))
    await scene.advance(0)
    expect(sent.state).toBe(state)
  })

  test('that says itself why it could not send is believed, before its end is known', async () => {
    const cause: Cause = { kind: 'eof', by: 'peer' }
    class Broken extends FakeLink {
      override write(_: Payload, taken?: (cause: Cause | null) => void): void {
        taken?.(cause)
      }
    }
    const scene = new Scene()
    const connection = scene.supervisor.connect('a', new FakeTransport(() => new Broken()))
    await scene.advance(10)
    await expect(connection.send('hello')).rejects.toMatchObject({ name: 'ConnectionError', cause })
    expect(connection.cause).toBeNull()
  })

  test('that breaks while frames go out that waited for it fails those that are left, and says why', async () => {
    const cause: Cause = { kind: 'eof', by: 'peer' }
    class Breaking extends FakeLink {
      override write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
        super.write(encoded, taken)
        this.owner?.ended(cause)
      }
    }
    const scene = new Scene()
    const connection = scene.supervisor.connect('a', new FakeTransport(() => new Breaking()), {
      queue: { max: 5, drop: 'oldest' },
      ...noRetry,
    })
    const sent = ['1', '2'].map((text) => fateOf(connection.send(text)))
    await scene.advance(10)
    expect(sent).toMatchObject([
      { state: 'done' },
      { state: 'failed', error: { name: 'ConnectionError', cause } },
    ])
  })
})
