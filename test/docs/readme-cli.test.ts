/** Every command line of the README is run, against the peer that it is for, and does in its first seconds what is said. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { type CertificateFiles, certificateFiles } from '../cli/process/certificates.ts'
import { stranger } from '../cli/process/stranger.ts'
import type { Program, Settings } from '../network/support/program.ts'
import { test, type World } from '../network/support/world.ts'
import { Cli, cli, cliResult } from '../support/cli.ts'
import { blocks, codeIn, paper, tableOf } from './support/markdown.ts'

const readme = paper('README.md')

interface Trial {
  /** The peer, and what it is told. */
  readonly peer: string
  readonly settings?: Settings
  /** What is seen of the line beside the link that opens. */
  sees?(run: Cli, peer: Program): Promise<void>
  /** What the last line about the connection says. */
  readonly summary?: Readonly<Record<string, number>>
}

/** By the first column of the table. */
const TRIALS: Readonly<Record<string, Trial>> = {
  'client asks, gives up after X unanswered': { peer: 'answering-server' },
  'server answers, gives up a client after X of silence': {
    peer: 'asking-client',
    settings: { everyMs: 100 },
    sees: async (_, peer) => void (await peer.says(/^pong/, 3)),
  },
  'server says `heartbeat` once a second, unasked': {
    peer: 'line-client',
    sees: async (_, peer) => void (await peer.says(/^got \d+ "heartbeat\\n"$/, 2)),
  },
  'client of such a server': {
    peer: 'heartbeat-server',
    settings: { everyMs: 300 },
    summary: { frames: 1, misses: 0 },
    async sees(run, peer) {
      await peer.says(/^beat/, 3)
      peer.tell('send business')
      await run.event({ kind: 'frame', text: 'business' })
    },
  },
  'short connections: closed 10 s after the accept, whatever comes': {
    peer: 'chatty-client',
    sees: async (run) => void (await run.event({ kind: 'frame' })),
  },
  'long connections: closed after 5 s of silence, raw bytes': {
    peer: 'hello-client',
    sees: async (run) => void (await run.event({ kind: 'frame', text: "0 Hello I'm MyHeartbeat Client." })),
  },
  'read and write deadlines apart': { peer: 'answering-server' },
  'raw `HEARTBEAT` beside business, table of clients': {
    peer: 'word-client',
    settings: { everyMs: 200 },
    summary: { frames: 1, misses: 0 },
    async sees(run, peer) {
      await peer.says(/^open/)
      peer.tell('glue order 42')
      const { text } = await run.event({ kind: 'frame' })
      expect(text).toBe('order 42')
    },
  },
  'client that sends `HEARTBEAT`, back-off 1 s … 60 s': { peer: 'word-server' },
  'raw `ping`, answered by raw `pong`': { peer: 'pong-server' },
  'both ways: each side asks the other': {
    peer: 'both-ways',
    settings: { everyMs: 200 },
    sees: async (_, peer) => void (await peer.says(/^answered$/, 3)),
  },
}

let files: CertificateFiles
beforeAll(async () => {
  files = await certificateFiles()
})
afterAll(() => files.remove())

interface WireTrial {
  readonly program: 'tls-peer' | 'ws-peer'
  /** What the peer is started with, behind its role, and its port where it dials. */
  args?(): readonly string[]
  /** What it is told, and the line that it then has to say. */
  readonly tell?: string
  readonly says?: string
  /** The frame that is shown. */
  readonly frame?: string
}

/** Those over TLS and WebSocket, with peers of `node:tls` and the package `ws`. */
const WIRE_TRIALS: Readonly<Record<string, WireTrial>> = {
  'the same over WebSocket, by its own ping': { program: 'ws-peer', frame: 'hello' },
  'WebSocket clients, in browsers too, that say `ping`': {
    program: 'ws-peer',
    tell: 'send ping',
    says: 'message pong',
  },
  '`HEARTBEAT` over TLS, from clients with a certificate': {
    program: 'tls-peer',
    args: () => [`cert=${files.clientCert}`, `key=${files.clientKey}`, `ca=${files.ca}`],
    tell: 'write HEARTBEATorder 42',
    frame: 'order 42',
  },
  'such a client': {
    program: 'tls-peer',
    args: () => [`cert=${files.cert}`, `key=${files.key}`, `ca=${files.ca}`],
    frame: 'hello\n',
  },
}

const SYSTEMS = tableOf(readme, 'system').rows.map(([system = '', line]) => ({
  system,
  line: codeIn(line)[0] ?? '',
}))

describe.concurrent('a system of the README', () => {
  test('each has its trial here', () => {
    const trials = [...Object.keys(TRIALS), ...Object.keys(WIRE_TRIALS)]
    expect(SYSTEMS.map(({ system }) => system).sort()).toEqual(trials.sort())
  })

  test.for(SYSTEMS)('$system', async ({ system, line }, { world }) => {
    const trial = TRIALS[system]
    if (trial === undefined) return overWire(WIRE_TRIALS[system], line)
    const [command = '', endpoint = '', ...options] = line.split(' ')
    const rest = [...options, '--json', '--for', '30s']
    const { run, peer } =
      command === 'watch' ? await watching(world, trial, rest) : await serving(world, trial, endpoint, rest)
    await using _ = run
    await run.event({ kind: 'phase', to: 'alive' })
    await trial.sees?.(run, peer)
    await expectWell(run, trial.summary)
  })
})

/** It stops in order, and nobody has died before. */
async function expectWell(run: Cli, summary: Trial['summary']): Promise<void> {
  run.signal('SIGTERM')
  expect((await run.ended).status).toBe(0)
  expect(run.stderr).toBe('')
  expect(run.events.at(-1)).toMatchObject({ kind: 'summary', ...summary })
  const died = run.events.filter(
    ({ kind, to, event }) => kind === 'phase' && to === 'dead' && event !== 'stop',
  )
  expect(died).toEqual([])
}

async function overWire(trial: WireTrial | undefined, line: string): Promise<void> {
  if (trial === undefined) throw new Error('no trial')
  const { program, args = () => [], tell, says, frame } = trial
  const [command = '', endpoint = '', ...options] = line.split(' ')
  const rest = [...options.map(realFile), '--json', '--for', '30s']
  const isWatch = command === 'watch'
  await using server = isWatch
    ? stranger(program, 'serve', ...args())
    : cli('serve', anyPort(endpoint), ...rest)
  const first = await server.line()
  const where = isWatch
    ? endpoint.replace('HOST:PORT', `127.0.0.1:${first}`)
    : String(JSON.parse(first).endpoint)
  const whom = program === 'ws-peer' ? where : new URL(where).port
  await using client = isWatch ? cli('watch', where, ...rest) : stranger(program, 'dial', whom, ...args())
  const [run, peer] = client instanceof Cli ? [client, server] : [server, client]
  if (!(run instanceof Cli)) throw new Error('neither is ours')
  await run.event({ kind: 'phase', to: 'alive' })
  if (tell !== undefined) peer.write(`${tell}\n`)
  if (frame !== undefined) await run.event({ kind: 'frame', text: frame })
  if (says !== undefined) await peer.line((line) => line === says)
  await expectWell(run, { misses: 0 })
}

/** The file of that name among this test's. */
function realFile(word: string): string {
  return word.endsWith('.pem') ? join(files.folder, word) : word
}

function anyPort(endpoint: string): string {
  return endpoint.replace(/:\d+/, ':0')
}

async function watching(world: World, { peer, settings = {} }: Trial, options: readonly string[]) {
  const server = await world.server(peer, settings)
  return { run: cli('watch', server.endpoint, ...options), peer: server.peer }
}

async function serving(
  world: World,
  { peer, settings = {} }: Trial,
  endpoint: string,
  options: readonly string[],
) {
  const run = cli('serve', anyPort(endpoint), ...options)
  const { endpoint: bound } = await run.event({ kind: 'listening' })
  const { port } = new URL(String(bound))
  return { run, peer: world.stranger(peer, { ...settings, port }) }
}

/** The one line of a run that has an inspector. */
const INSPECTOR = /^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=\S+\n$/

/** Lines of the blocks, without what is said about them. */
const LINES = blocks(readme, 'sh')
  .flatMap((block) => block.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))

describe.concurrent('a line of the README', () => {
  const recorded = LINES.filter((line) => /^npx pulsetree (watch .* --record|replay|inspect) /.test(line))
  const watch = LINES.filter(
    (line) => /^(npx pulsetree|npm start --) watch /.test(line) && !recorded.includes(line),
  )
  const serve = LINES.filter((line) => line.startsWith('npx pulsetree serve '))
  const simulate = LINES.filter((line) => line.startsWith('npx pulsetree simulate '))
  const chart = LINES.filter((line) => line.startsWith('npx pulsetree chart '))

  test('each is one that is known here', () => {
    const known = [...watch, ...recorded, ...serve, ...simulate, ...chart]
    expect(LINES.filter((line) => !known.includes(line))).toEqual([
      'npm start',
      'npm test',
      'npm install pulsetree',
      // What these serve is run by test/browser/examples.test.ts.
      'npx tsx examples/server.ts',
      'npx vite examples --open /page/',
    ])
  })

  test.for(watch)('%s', async (line, { world }) => {
    const { endpoint } = await world.server('answering-server')
    await using run = cli(...wordsOf(line, endpoint))
    await run.line((said) => said.includes('alive'))
    run.signal('SIGINT')
    expect((await run.ended).status).toBe(0)
    expect(run.stderr).toMatch(line.includes('--inspect') ? INSPECTOR : /^$/)
  })

  test('records, replays what it recorded, and shows it', async ({ world }) => {
    const { endpoint } = await world.server('answering-server')
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-readme-'))
    try {
      const [watches = '', replays = '', inspects = '', ...others] = recorded.map((line) =>
        line.replace('feed.jsonl', join(folder, 'feed.jsonl')),
      )
      expect(others).toEqual([])
      await using watched = cli(...wordsOf(watches, endpoint))
      await watched.line((said) => said.includes('alive'))
      watched.signal('SIGINT')
      expect([(await watched.ended).status, watched.stderr]).toEqual([0, ''])
      const { status, stderr } = await cliResult(...wordsOf(replays))
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      await using shown = cli(...wordsOf(inspects))
      await shown.complaint(INSPECTOR)
      shown.signal('SIGINT')
      expect((await shown.ended).status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.for(serve)('%s', async (line) => {
    await using run = cli(...wordsOf(line).map(anyPort))
    await run.line((said) => /(tcp|ws):\/\/127\.0\.0\.1:\d+\S* +listening/.test(said))
    run.signal('SIGINT')
    expect([(await run.ended).status, run.stderr]).toEqual([0, ''])
  })

  // An hour of a world takes its time on a busy machine.
  test.for(simulate)('%s', { timeout: 60_000 }, async (line) => {
    const { status, stdout, stderr } = await cliResult(...wordsOf(line))
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('connection-hours')
  })

  test.for(chart)('%s', async (line) => {
    const { status, stdout } = await cliResult(...wordsOf(line))
    expect(status).toBe(0)
    expect(stdout).toContain('stateDiagram-v2')
  })
})

/** What the command line gets of it; to dial, with an endpoint that is there. */
function wordsOf(line: string, endpoint?: string): string[] {
  return line
    .replace(/^(npx pulsetree|npm start --) /, '')
    .split(' ')
    .map((word) => (endpoint !== undefined && word.startsWith('tcp://') ? endpoint : word))
}
