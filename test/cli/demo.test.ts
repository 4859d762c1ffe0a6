import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { type Cli, cli } from '../support/cli.ts'
import { Page } from './support/page.ts'

/** A whole round of the play, and what a busy machine adds. */
const ROUND_MS = 45_000

test.concurrent('A round shows every wound and how it heals, and a stop leaves no process behind', {
  timeout: ROUND_MS,
}, async () => {
  await using demo = cli('demo', '--json')
  const { endpoint } = await demo.event({ kind: 'listening' })
  await demo.event({ kind: 'phase', id: 'feed-b', to: 'alive' })
  const children = childrenOf(demo)

  expect((await demo.event({ kind: 'note' })).text).toContain('freezing feed-b')
  await demo.event({ kind: 'phase', id: 'feed-b', to: 'suspect' })
  expect((await demo.event({ kind: 'phase', id: 'feed-b', to: 'dead' })).cause).toEqual({
    kind: 'silent',
    by: 'peer',
  })
  await demo.event({ kind: 'phase', id: 'feed-b', to: 'backoff' })
  await demo.event({ kind: 'phase', id: 'feed-b', to: 'connecting' })

  await demo.line((line) => line.includes('killing feed-c'))
  expect((await demo.event({ kind: 'phase', id: 'feed-c', to: 'dead' })).cause?.kind).toMatch(/^(eof|reset)$/)
  expect((await demo.event({ kind: 'phase', id: 'feed-c', to: 'dead' })).cause?.kind).toBe('refused')
  await demo.line((line) => line.includes('starting feed-c'))
  await demo.event({ kind: 'phase', id: 'feed-c', to: 'alive' })

  await demo.line((line) => line.includes('device-a falls silent'))
  const dropped = await demo.event({ kind: 'phase', id: `${endpoint}#1`, to: 'dead' })
  expect(dropped.cause).toEqual({ kind: 'silent', by: 'peer' })
  await demo.line((line) => line.includes('device-a dials again'))
  await demo.event({ kind: 'phase', to: 'alive' })

  demo.signal('SIGINT')
  expect(await demo.ended).toEqual({ status: 0, signal: null })
  expect(demo.stderr).toMatch(/^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=\S+\n$/)
  // Left alone, it lived all the time.
  expect(demo.events.filter(({ id, to }) => id === 'feed-a' && to === 'backoff')).toEqual([])
  expect(children.filter(lives)).toEqual([])
})

test.concurrent('A button freezes a feed: the play says so, rests, and heals what it had wounded itself', async () => {
  await using demo = cli('demo', '--json')
  await demo.line((line) => line.includes('freezing feed-b'))
  await demo.complaint(/^inspector: \S+\n/m)
  await using page = await Page.open(demo.stderr.trim().replace('inspector: ', ''))
  expect(page.hello.permits.acts).toEqual(['stop', 'restart', 'reconnect'])
  expect(page.hello.permits.hardships.map(({ name }) => name)).toEqual([
    ...['freeze', 'thaw', 'kill', 'start'],
    ...['quiet', 'talk'],
  ])
  expect(await page.asks({ t: 'hardship', name: 'freeze', id: 'feed-a' })).toBeNull()
  const said = (text: string) => demo.line((line) => line.includes(text))
  await said('feed-a is frozen by hand')
  await said('thawing feed-b')
  await said('the play rests')
  await page.note(/^feed-a is frozen by hand/)
  expect((await demo.event({ kind: 'phase', id: 'feed-a', to: 'dead' })).cause?.kind).toBe('silent')
  expect(await page.asks({ t: 'hardship', name: 'thaw', id: 'feed-a' })).toBeNull()
  await demo.event({ kind: 'phase', id: 'feed-a', to: 'alive' })
  expect(await page.asks({ t: 'hardship', name: 'thaw', id: 'feed-a' })).toMatch(/just now/)
  demo.signal('SIGINT')
  expect(await demo.ended).toEqual({ status: 0, signal: null })
  // Nothing of the play happened meanwhile.
  expect(demo.lines.filter((line) => line.includes('killing feed-c'))).toEqual([])
})

test('Stopped before all its peers are there, it ends all the same', async () => {
  await using demo = cli('demo', '--for', '1ms')
  expect(await demo.ended).toEqual({ status: 0, signal: null })
  expect(demo.stderr).toBe('')
})

test('In text it ends with a table of all connections', async () => {
  await using demo = cli('demo')
  await demo.line((line) => / feed-c +alive /.test(line))
  demo.signal('SIGINT')
  expect(await demo.ended).toEqual({ status: 0, signal: null })
  expect(demo.lines[0]).toMatch(/^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=\S+$/)
  expect(demo.lines[1]).toMatch(/ » three feeds/)
  expect(demo.stderr).toBe('')
  const table = demo.lines.slice(-6)
  expect(table[0]).toMatch(/^connection +beats +misses +reconnects +verdicts +found in +rtt p50$/)
  expect(
    table
      .slice(1)
      .map((line) => line.split(' ')[0])
      .toSorted(),
  ).toEqual([
    'feed-a',
    'feed-b',
    'feed-c',
    expect.stringMatching(/^tcp:.*#1$/),
    expect.stringMatching(/^tcp:.*#2$/),
  ])
})

test.skipIf(process.platform !== 'linux')(
  'Killed without a word, it leaves no process behind, not even a frozen one',
  async () => {
    const demo = cli('demo', '--json')
    await demo.line((line) => line.includes('freezing feed-b'))
    await demo.event({ kind: 'phase', id: 'feed-b', to: 'suspect' })
    const children = childrenOf(demo)
    expect(children).toHaveLength(6)
    await demo[Symbol.asyncDispose]()
    // Nobody is left to tell us, so they have to be looked for.
    await vi.waitFor(() => expect(children.filter(lives)).toEqual([]), { timeout: 10_000 })
  },
)

/** The processes that it has started, on systems that tell. */
function childrenOf(demo: Cli): number[] {
  if (process.platform !== 'linux') return []
  const path = `/proc/${demo.pid}/task/${demo.pid}/children`
  return readFileSync(path, 'utf8').trim().split(' ').map(Number)
}

/** Zombies live no more: only nobody has asked how they ended. */
function lives(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
