/** How the program ends: signals, readers that leave or lag, and what is on its way then. */
import { describe, expect, test } from 'vitest'
import { premise } from '../../network/support/premise.ts'
import { cli, unreadCli } from '../../support/cli.ts'
import { peer } from '../../support/process.ts'

describe('a second signal', () => {
  test.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGINT'],
  ] as const)(
    '(%s, then %s) ends at once, with status 130, what waits for an orderly close',
    async (first, second) => {
      // A peer that never closes its side.
      await using mute = await peer('mute')
      await using watch = cli('watch', mute.endpoint, '--json', '--close-timeout', '1m')
      await watch.event({ kind: 'phase', to: 'alive' })
      watch.signal(first)
      await watch.event({ kind: 'phase', to: 'dead', event: 'stop' })
      watch.signal(second)
      expect(await watch.ended).toEqual({ status: 130, signal: null })
    },
  )
})

test('An orderly close is waited for no longer than --close-timeout', async () => {
  await using mute = await peer('mute')
  await using watch = cli('watch', mute.endpoint, '--json', '--close-timeout', '100ms')
  await watch.event({ kind: 'phase', to: 'alive' })
  const at = Date.now()
  watch.signal('SIGINT')
  await watch.event({ kind: 'phase', to: 'dead' })
  const stopped = await watch.event({ kind: 'phase', to: 'stopped' })
  expect(stopped.at - at).toBeGreaterThanOrEqual(99)
  expect(await watch.ended).toEqual({ status: 0, signal: null })
})

describe('a reader of stdout', () => {
  test('that leaves ends the program quietly, in order', async () => {
    await using flood = await peer('flood', 50_000_000)
    await using watch = cli('watch', flood.endpoint, '--json')
    await watch.event({ kind: 'frame' })
    watch.child.stdout?.destroy()
    expect(await watch.ended).toEqual({ status: 0, signal: null })
    expect(watch.stderr).toBe('')
  })

  test('that does not read makes the peer wait, is no reason to call it dead, and misses nothing in the end', async () => {
    const bytes = 16_000_000
    await using flood = await peer('flood', bytes)
    await using watch = unreadCli(
      'watch',
      flood.endpoint,
      ...'--json --ping none --every 100ms --timeout 100ms --attempts 1'.split(' '),
    )
    // Said once nothing has moved for a second: more than all the silence that is allowed.
    expect(await flood.line()).toBe('full true')
    watch.read()
    const summary = await watch.event({ kind: 'summary' })
    const late = await flood.line((line) => line.startsWith('late '))
    if (summary.misses !== 0) premise(Number(late.slice(5)) < 100, 'the peer is run while it sends')
    expect(summary).toMatchObject({ frames: bytes / 2_000, misses: 0 })
    expect(watch.events.filter(({ kind }) => kind === 'frame')).toHaveLength(bytes / 2_000)
    expect(watch.events.filter((event) => event.to === 'suspect')).toEqual([])
    // The peer closed, and one attempt is all there was.
    expect(await watch.ended).toEqual({ status: 1, signal: null })
  })
})
