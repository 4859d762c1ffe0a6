/** `pulsetree demo`: a supervised fleet whose peers are real processes that are frozen, killed and refused. */
import {
  type ConnectOptions,
  type FeedEvent,
  type ListenOptions,
  pingPong,
  type Supervisor,
  systemClock,
} from '../index.ts'
import { tcp } from '../transport/tcp.ts'
import { ANY_LOCAL } from './address.ts'
import { Cast, type Player } from './demo/cast.ts'
import { buttonsOf, type Figure, type Hands, mend } from './demo/hardships.ts'
import { Play } from './demo/play.ts'
import { summaryTable } from './demo/table.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { bound } from './listening.ts'
import { formatOf, type Life, live, type Settings, settingsOf } from './live.ts'
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

/** What the devices dial. */
const GATE = 'devices'

const LAST_WORDS: ReadonlySet<Shown['kind']> = new Set(['summary', 'total'])

export async function demo(given: Given, io: Io): Promise<number> {
  const settings = settingsFor(given, io)
  const format = formatOf(settings, io)
  const summaries: Extract<FeedEvent, { kind: 'summary' }>[] = []
  const cast = new Cast()
  const hands: Hands = { figures: [], gate: GATE, pressed: () => {} }
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
        return play(cast, hands, life, io)
      },
      { allow: ['stop', 'restart', 'reconnect'], hardships: buttonsOf(hands), frames: true },
    )
    if (!settings.json) await print(summaryTable(summaries), io)
    return status
  } finally {
    await cast.close()
  }
}

/** It is always inspected. In text the address is its first line; readers of JSON find it on stderr. */
function settingsFor(given: Given, io: Io): Settings {
  const settings = settingsOf(given)
  const at = { ...settings, inspectAt: settings.inspectAt ?? ANY_LOCAL }
  return settings.json ? at : { ...at, tellsInspector: (line) => io.stdout.write(`${line}\n`) }
}

async function play(cast: Cast, hands: Hands, life: Life, io: Io): Promise<number> {
  const { supervisor, stopping, show, follow } = life
  const note = (text: string): void => show({ v: 1, at: Math.round(systemClock.wall()), kind: 'note', text })
  note('three feeds that we dial, two devices that dial us; each is a process of its own')
  note('whoever opens the inspector can freeze, kill and silence them by hand')
  const gate = supervisor.listen(GATE, tcp.listen('tcp://127.0.0.1:0'), DEVICES)
  gate.accepted$.subscribe(follow)
  const endpoint = await bound(gate, io)
  if (endpoint === null) return gate.phase === 'failed' ? 1 : 0
  const port = Number(new URL(endpoint).port)
  const stopped = new Promise<null>((resolve) => {
    stopping.addEventListener('abort', () => resolve(null), { once: true })
  })
  const players = await Promise.race([assembled(cast, port), stopped])
  if (players === null) return 0
  const { feedA, feedB, feedC, deviceA, deviceB } = players
  const feeds = { 'feed-a': feedA, 'feed-b': feedB, 'feed-c': feedC }
  for (const [name, feed] of Object.entries(feeds)) {
    follow(supervisor.connect(name, tcp(`tcp://127.0.0.1:${feed.port}`), FEED))
  }
  hands.figures = figuresOf(feeds, { 'device-a': deviceA, 'device-b': deviceB }, supervisor)
  const performance = new Play({
    roles: { feedB, feedC, deviceA },
    note,
    clock: systemClock,
    mend: () => void mend(hands.figures),
  })
  hands.pressed = (says, player) => {
    note(says)
    performance.rest(player)
  }
  supervisor.feed$.subscribe((event) => {
    if (isByHand(event) && !stopping.aborted) performance.rest(null)
  })
  await stopped
  performance.end()
  return 0
}

function figuresOf(
  feeds: Readonly<Record<string, Player>>,
  devices: Readonly<Record<string, Player>>,
  supervisor: Supervisor,
): Figure[] {
  const linkOf = ({ from }: Player): string | null =>
    supervisor.connections.find(({ accepted, peer }) => accepted && peer?.endsWith(`:${from}`))?.id ?? null
  return [
    ...Object.entries(feeds).map(
      ([name, player]): Figure => ({ name, role: 'feed', player, shownAs: () => name }),
    ),
    ...Object.entries(devices).map(
      ([name, player]): Figure => ({ name, role: 'device', player, shownAs: () => linkOf(player) }),
    ),
  ]
}

/** The demo itself ends no link, before it stops: somebody who looks has stopped, restarted or reconnected something. */
function isByHand(event: FeedEvent): boolean {
  return event.kind === 'phase' && event.cause?.kind === 'cancelled'
}

/** One device after the other, so that their numbers are known: `deviceA` is the first that is accepted. */
async function assembled(cast: Cast, port: number) {
  const [feedA, feedB, feedC] = await Promise.all([
    cast.enter('feed'),
    cast.enter('feed'),
    cast.enter('feed'),
  ])
  const deviceA = await cast.enter('device', port)
  const deviceB = await cast.enter('device', port)
  return { feedA, feedB, feedC, deviceA, deviceB }
}

async function print(lines: readonly string[], io: Io): Promise<void> {
  const outlet = new Outlet(io.stdout)
  for (const line of lines) outlet.line(line)
  await outlet.flushed()
  outlet.release()
}
