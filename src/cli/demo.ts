/** `pulsetree demo`: a supervised fleet whose peers are real processes that are frozen, killed and refused. */
import { type ConnectOptions, type FeedEvent, type ListenOptions, pingPong, systemClock } from '../index.ts'
import { tcp } from '../transport/tcp.ts'
import { Cast } from './demo/cast.ts'
import { perform } from './demo/play.ts'
import { summaryTable } from './demo/table.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { bound } from './listening.ts'
import { formatOf, type Life, live, settingsOf } from './live.ts'
import { Outlet } from './outlet.ts'
import type { Shown } from './shown.ts'

/** A silent peer is dead within 1.3 s: short enough to watch. */
const PACE = { everyMs: 400, timeoutMs: 300, misses: 3 }

const FEED: ConnectOptions = {
  heartbeat: { protocol: pingPong, ...PACE },
  backoff: { firstMs: 250, maxMs: 1_000, jitter: 'equal', stableMs: 1_000 },
  closeTimeoutMs: 500,
}

const DEVICES: ListenOptions = {
  heartbeat: { protocol: { beat: null, pong: null, answers: [{ ping: 'HEARTBEAT', pong: null }] }, ...PACE },
  closeTimeoutMs: 500,
}

const LAST_WORDS: ReadonlySet<Shown['kind']> = new Set(['summary', 'total'])

export async function demo(given: Given, io: Io): Promise<number> {
  const settings = settingsOf(given)
  const format = formatOf(settings, io)
  const summaries: Extract<FeedEvent, { kind: 'summary' }>[] = []
  const cast = new Cast()
  try {
    const status = await live(
      settings,
      io,
      // In text, the table says it better.
      (event) => (!settings.json && LAST_WORDS.has(event.kind) ? null : format(event)),
      (life) => {
        life.supervisor.feed$.subscribe((event) => {
          if (event.kind === 'summary') summaries.push(event)
        })
        return play(cast, life, io)
      },
    )
    if (!settings.json) await print(summaryTable(summaries), io)
    return status
  } finally {
    await cast.close()
  }
}

async function play(cast: Cast, { supervisor, stopping, show, follow }: Life, io: Io): Promise<number> {
  const note = (text: string): void => show({ v: 1, at: Math.round(systemClock.wall()), kind: 'note', text })
  note('three feeds that we dial, two devices that dial us; each is a process of its own')
  const gate = supervisor.listen('devices', tcp.listen('tcp://127.0.0.1:0'), DEVICES)
  gate.accepted$.subscribe(follow)
  const endpoint = await bound(gate, io)
  if (endpoint === null) return gate.phase === 'failed' ? 1 : 0
  const port = Number(new URL(endpoint).port)
  const stopped = new Promise<null>((resolve) => {
    stopping.addEventListener('abort', () => resolve(null), { once: true })
  })
  const players = await Promise.race([assembled(cast, port), stopped])
  if (players === null) return 0
  const { feedA, feedB, feedC, deviceA } = players
  for (const [name, feed] of Object.entries({ 'feed-a': feedA, 'feed-b': feedB, 'feed-c': feedC })) {
    follow(supervisor.connect(name, tcp(`tcp://127.0.0.1:${feed.port}`), FEED))
  }
  const end = perform({ feedB, feedC, deviceA }, note, systemClock)
  await stopped
  end()
  return 0
}

/** One device after the other, so that their numbers are known: `deviceA` is the first that is accepted. */
async function assembled(cast: Cast, port: number) {
  const [feedA, feedB, feedC] = await Promise.all([
    cast.enter('feed'),
    cast.enter('feed'),
    cast.enter('feed'),
  ])
  const deviceA = await cast.enter('device', port)
  await cast.enter('device', port)
  return { feedA, feedB, feedC, deviceA }
}

async function print(lines: readonly string[], io: Io): Promise<void> {
  const outlet = new Outlet(io.stdout)
  for (const line of lines) outlet.line(line)
  await outlet.flushed()
  outlet.release()
}
