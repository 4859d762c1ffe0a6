/** Random rotations, ends, refusals and stops: one link carries sends, nothing that was received is lost, nothing stays open. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pingPong, retryByCause } from '../../src/index.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'
import { type Peer, peerServer, pong, testWorld } from '../support/world.ts'

type Action =
  | { readonly type: 'rotate' }
  | { readonly type: 'time passes'; readonly ms: number }
  | { readonly type: 'we send' }
  | { readonly type: 'peer sends'; readonly n: number }
  | { readonly type: 'peer closes'; readonly n: number }
  | { readonly type: 'peer breaks off'; readonly n: number }
  | { readonly type: 'peer falls silent'; readonly n: number }
  | { readonly type: 'dials are refused' }
  | { readonly type: 'dials are taken, and nothing more' }
  | { readonly type: 'dials work again' }
  | { readonly type: 'we pause' }
  | { readonly type: 'we resume' }

const n = fc.nat({ max: 7 })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Action>({ type: 'rotate' }) },
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('time passes' as const), ms: fc.nat({ max: 400 }) }),
  },
  { weight: 4, arbitrary: fc.constant<Action>({ type: 'we send' }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('peer sends' as const), n }) },
  fc.record({ type: fc.constant('peer closes' as const), n }),
  fc.record({ type: fc.constant('peer breaks off' as const), n }),
  fc.record({ type: fc.constant('peer falls silent' as const), n }),
  fc.constantFrom<Action>(
    { type: 'dials are refused' },
    { type: 'dials are taken, and nothing more' },
    { type: 'dials work again' },
    { type: 'dials work again' },
    { type: 'we pause' },
    { type: 'we resume' },
  ),
)

const settings = fc.record({
  seed: fc.nat(),
  // Longer trips leave more on its way when a link closes.
  latencyMs: fc.constantFrom(1, 25),
  overlapMs: fc.constantFrom(0, 50, 1_000),
  everyMs: fc.constantFrom<number | false>(false, 900),
  queues: fc.boolean(),
  shakes: fc.boolean(),
  isShared: fc.boolean(),
  chatters: fc.boolean(),
})

type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never

/** What a peer wrote on links that nobody broke off. */
class Books {
  readonly written = new Map<Peer, string[]>()
  readonly broken = new Set<Peer>()
  #count = 0

  write(peer: Peer): void {
    if (!peer.isOpen || peer.causes.length > 0 || peer.isReleased || this.broken.has(peer)) return
    this.#count += 1
    const text = `p${this.#count}`
    peer.send(text)
    this.written.set(peer, [...(this.written.get(peer) ?? []), text])
  }

  /** What has to arrive; a link that we gave up, before it took over or for its silence, owes nothing. */
  owed(hasGivenUp: boolean): string[] {
    return [...this.written].flatMap(([peer, texts]) => {
      const isGivenUp = hasGivenUp && peer.causes.length > 0
      return this.broken.has(peer) || isGivenUp ? [] : texts
    })
  }
}

async function live(actions: readonly Action[], given: Settings) {
  const { seed, latencyMs, overlapMs, everyMs, queues, shakes, isShared, chatters } = given
  const world = testWorld({ seed, latencyMs, ...(isShared ? { dials: sharedDials() } : {}) })
  const { clock, network, supervisor } = world
  const peers = peerServer(network, (frame) => pong(frame) ?? (frame === 'hello' ? 'welcome' : undefined))
  const heard: string[] = []
  const connection = supervisor.connect('c', world.toPeer(), {
    heartbeat: { protocol: pingPong, everyMs: 200, timeoutMs: 100, misses: 3 },
    backoff: { firstMs: 50, maxMs: 400 },
    connectTimeoutMs: 500,
    handshakeTimeoutMs: 500,
    retry: retryByCause,
    rotation: rotation({ overlapMs, everyMs, provenWithinMs: 300 }),
    ...(queues ? { queue: { max: 1_000, drop: 'oldest' } as const } : {}),
    ...(shakes
      ? {
          onOpen: async ({ send, receive }) => {
            await send('hello')
            const { text } = await receive()
            expect(text).toMatch(/^(welcome|p\d+)$/)
            heard.push(text)
          },
        }
      : {}),
  })
  connection.frames$.subscribe((frame) => heard.push(frame.text))
  const books = new Books()
  let sent = 0
  let cure: () => void = () => {}
  const peerOf = (n: number): Peer | undefined => peers[peers.length - 1 - (n % Math.max(1, peers.length))]
  for (const action of actions) {
    const peer = 'n' in action ? peerOf(action.n) : undefined
    switch (action.type) {
      case 'rotate':
        connection.rotate().catch(() => {})
        break
      case 'time passes':
        // Something is always on its way: peers that chatter do so every 20 ms.
        for (let ms = 0; ms <= action.ms; ms += 20) {
          if (chatters) for (const each of peers.slice(-3)) books.write(each)
          await clock.advance(Math.min(20, action.ms - ms))
        }
        break
      case 'we send':
        sent += 1
        connection.send(`s${sent}`).catch(() => {})
        break
      case 'peer sends':
        if (peer !== undefined) books.write(peer)
        break
      case 'peer closes':
        if (peer !== undefined && !peer.isReleased) peer.link?.close()
        if (peer !== undefined) books.broken.add(peer)
        break
      case 'peer breaks off':
        if (peer !== undefined && !peer.isReleased) peer.link?.destroy()
        if (peer !== undefined) books.broken.add(peer)
        break
      case 'peer falls silent':
        if (peer !== undefined) peer.answer = () => undefined
        if (peer !== undefined) books.broken.add(peer)
        break
      case 'dials are refused':
        cure()
        cure = network.refuse('peer')
        break
      case 'dials are taken, and nothing more':
        cure()
        cure = network.mute('peer')
        break
      case 'dials work again':
        cure()
        cure = () => {}
        break
      case 'we pause':
        connection.pause()
        break
      case 'we resume':
        connection.resume()
    }
    // Whoever dials beside the link does so alone.
    expect(network.pendingDials).toBeLessThanOrEqual(1)
  }
  return { ...world, peers, connection, heard, books, cure }
}

/** Each frame of ours by the link it came over, in the order in which they were sent. */
function linksOfSends(peers: readonly Peer[]): number[] {
  const links: [number, number][] = peers.flatMap(({ got }, link) =>
    got.flatMap((text) => (text.startsWith('s') ? [[Number(text.slice(1)), link] as [number, number]] : [])),
  )
  return links.sort(([a], [b]) => a - b).map(([, link]) => link)
}

describe('Whatever happens to links that are replaced', () => {
  test('sends move on from link to link and never back, and all that was received is handed up once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 5, maxLength: 40, size: 'max' }),
        settings,
        async (actions, given) => {
          const { clock, events, peers, connection, heard, books, cure } = await live(actions, given)
          cure()
          connection.resume()
          await clock.advance(10_000)
          const links = linksOfSends(peers)
          expect(links).toEqual([...links].sort((a, b) => a - b))
          const business = heard.filter((text) => text.startsWith('p'))
          expect(new Set(business).size).toBe(business.length)
          const hasGivenUp = events.some(
            (event) => event.kind === 'not-rotated' || (event.kind === 'phase' && event.to === 'dead'),
          )
          expect(business).toEqual(expect.arrayContaining(books.owed(hasGivenUp)))
          expect(connection.phase).toBe('alive')
        },
      ),
      { numRuns: 300, seed: 20_261_121 },
    )
  })

  test('a stop leaves nothing open, at whatever moment it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 5, maxLength: 25, size: 'max' }),
        settings,
        fc.boolean(),
        async (actions, given, now) => {
          const { clock, network, supervisor, connection } = await live(actions, given)
          let isStopped = false
          void connection.stop({ now }).then(() => {
            isStopped = true
            expect(network.pendingDials).toBe(0)
          })
          await clock.advance(now ? 100 : 3_000)
          expect(isStopped).toBe(true)
          const { generation } = connection
          await clock.advance(10_000)
          expect([network.openLinks, network.pendingDials, connection.generation]).toEqual([0, 0, generation])
          void supervisor.stop()
          await clock.advance(100)
          expect([supervisor.phase, clock.pending]).toEqual(['stopped', 0])
        },
      ),
      { numRuns: 300, seed: 20_261_121 },
    )
  })
})
