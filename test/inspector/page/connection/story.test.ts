import { describe, expect, test } from 'vitest'
import { story } from '../../../../visualizations/inspector/src/connection/story.ts'
import { NOW, node, phase, REFUSED, reading, retry, SILENT, seen, stall } from '../support.ts'

describe('what is said of a connection', () => {
  test('One that is alive says since when, when it was heard and how fast it answers', () => {
    const words = story(seen({ reading: reading({ rttMs: 4.27 }) }))
    expect(words).toBe('Alive for 1 min 0 s; last heard 0.4 s ago, answers in 4.3 ms.')
  })

  test('One that is alive in a recording, without readings, says since when', () => {
    expect(story(seen())).toBe('Alive for 1 min 0 s.')
  })

  test('A link on which nothing was heard yet is not said to answer: what is known is of the one before', () => {
    const words = story(
      seen({
        node: node({ since: NOW - 400, cause: SILENT, generation: 2 }),
        reading: reading({ isProven: false, rttMs: 0.4, deadlines: [{ of: 'miss', at: NOW + 300 }] }),
        events: [phase(NOW - 400, 'connecting', 'alive')],
      }),
    )
    expect(words).toBe(
      'The link is open for 0.4 s, but nothing was heard on it yet; suspect in 0.3 s unless something is. ' +
        'The link before: the peer stayed silent past every heartbeat.',
    )
  })

  test('Where no heartbeat asks, nobody is alarmed by a silence', () => {
    const words = story(seen({ reading: reading({ isProven: false, missLimit: null }) }))
    expect(words).toBe(
      'Alive for 1 min 0 s, as far as is known: nothing was heard on this link yet, and no heartbeat asks.',
    )
  })

  test('A suspect whose side took the link and never said a word is told from one that fell silent', () => {
    const silent = { silentMs: 900, misses: 1, deadlines: [{ of: 'verdict', at: NOW + 400 }] } as const
    const suspect = node({ phase: 'suspect', since: NOW - 100 })
    const mute = story(seen({ node: suspect, reading: reading({ ...silent, isProven: false }) }))
    expect(mute).toBe(
      'Silent for 0.9 s: 1 of 3 heartbeats missed; dead in 0.4 s unless it is heard. ' +
        'Its system took the link, but its program has said nothing on it.',
    )
    expect(story(seen({ node: suspect, reading: reading(silent) }))).not.toContain('took the link')
  })

  test('One that is judged by something else than heartbeats has no limit of them', () => {
    const words = story(
      seen({
        node: node({ phase: 'suspect' }),
        reading: reading({ silentMs: 2_100, misses: 1, missLimit: null }),
      }),
    )
    expect(words).toContain('1 heartbeat missed; dead soon')
  })

  test('One that is lost again and again says so while it looks well', () => {
    const deaths = [20_000, 10_000].map((ago) => phase(NOW - ago, 'suspect', 'dead', { cause: SILENT }))
    expect(story(seen({ events: deaths }))).toContain('Lost 2 times within 30 s.')
    expect(story(seen({ events: deaths.slice(1) }))).not.toContain('Lost')
  })

  test('One that was suspect a moment ago says that it was heard in time', () => {
    const events = [phase(NOW - 2_000, 'suspect', 'alive')]
    expect(story(seen({ events }))).toContain('It was suspect, and was heard again in time.')
    const old = [phase(NOW - 20_000, 'suspect', 'alive')]
    expect(story(seen({ events: old }))).not.toContain('suspect')
  })

  test('One that is back tells what ended the link before', () => {
    const events = [phase(NOW - 1_000, 'connecting', 'alive')]
    const words = story(seen({ node: node({ cause: SILENT, generation: 2 }), events }))
    expect(words).toContain('It is back; the link before: the peer stayed silent past every heartbeat.')
  })

  test('One whose data is stale is not called well because it beats', () => {
    expect(story(seen({ node: node({ isStale: true }) }))).toContain(
      'heartbeats are answered, business is not',
    )
  })

  test('A suspect says how long it is silent, what it missed, and when it is dead', () => {
    const words = story(
      seen({
        node: node({ phase: 'suspect', since: NOW - 1_000 }),
        reading: reading({ silentMs: 2_100, misses: 2, deadlines: [{ of: 'verdict', at: NOW + 400 }] }),
      }),
    )
    expect(words).toBe('Silent for 2.1 s: 2 of 3 heartbeats missed; dead in 0.4 s unless it is heard.')
  })

  test('A suspect in a recording says what is known', () => {
    const words = story(seen({ node: node({ phase: 'suspect', since: NOW - 1_000 }) }))
    expect(words).toBe('Suspect for 1.0 s: not heard for too long; dead soon unless it is heard.')
  })

  test('A dead one says why, how it was found, and that its link is let go', () => {
    const words = story(
      seen({
        node: node({ phase: 'dead', since: NOW - 300, cause: SILENT }),
        events: [phase(NOW - 300, 'suspect', 'dead', { cause: SILENT, detectionMs: 2_500 })],
        reading: reading({ deadlines: [{ of: 'close', at: NOW + 1_700 }] }),
      }),
    )
    expect(words).toBe(
      'Dead for 0.3 s: the peer stayed silent past every heartbeat, noticed 2.5 s after its last sign of life. ' +
        'The link is being let go, in 1.7 s at the latest.',
    )
  })

  test('One that waits says when the link was lost, why, and when it dials again', () => {
    const words = story(
      seen({
        node: node({ phase: 'backoff', since: NOW - 2_900, cause: SILENT, retryAt: NOW + 1_200 }),
        events: [
          phase(NOW - 3_000, 'suspect', 'dead', { cause: SILENT }),
          phase(NOW - 2_900, 'dead', 'backoff'),
          retry(NOW - 2_900, 3, 4_100),
        ],
      }),
    )
    expect(words).toBe(
      'The link was lost 3.0 s ago: the peer stayed silent past every heartbeat. Dials again in 1.2 s (attempt 3).',
    )
  })

  test('One that could not be dialled does not claim to have lost a link', () => {
    const words = story(
      seen({
        node: node({ phase: 'backoff', since: NOW - 990, cause: REFUSED, retryAt: NOW + 500 }),
        events: [
          phase(NOW - 1_000, 'connecting', 'dead', { cause: REFUSED }),
          phase(NOW - 990, 'dead', 'backoff'),
        ],
      }),
    )
    expect(words).toBe('It could not be reached 1.0 s ago: refused (ECONNREFUSED). Dials again in 0.5 s.')
  })

  test('One whose delay is over waits for leave to dial', () => {
    const words = story(seen({ node: node({ phase: 'backoff', retryAt: NOW - 600 }) }))
    expect(words).toContain('Its delay is over; it waits for leave to dial.')
    const due = story(seen({ node: node({ phase: 'backoff', retryAt: NOW - 10 }) }))
    expect(due).toContain('Dials again now.')
  })

  test('A dial says when it is given up, and what went before', () => {
    const words = story(
      seen({
        node: node({ phase: 'connecting', since: NOW - 300, cause: REFUSED }),
        reading: reading({ silentMs: null, deadlines: [{ of: 'connect', at: NOW + 9_700 }] }),
      }),
    )
    expect(words).toBe(
      'A link is being dialled for 0.3 s; given up in 9.7 s. Before: refused (ECONNREFUSED).',
    )
  })

  test('One that failed says why, and what its supervisor does about it', () => {
    const failed = node({ phase: 'failed', since: NOW - 5_000, cause: REFUSED })
    expect(story(seen({ node: failed }))).toBe(
      'Given up 5.0 s ago: refused (ECONNREFUSED). It does not try again.',
    )
    const waiting = { ...failed, life: { is: 'waiting', restartAt: NOW + 800 } } as const
    expect(story(seen({ node: waiting }))).toContain('Its supervisor starts it again in 0.8 s.')
    const given = { ...failed, life: { is: 'given-up' } } as const
    expect(story(seen({ node: given }))).toContain('Its supervisor has given it up')
  })

  test('A stall of ours just before is told, and no peer is blamed; an old one is not', () => {
    expect(story(seen({ events: [stall(NOW - 1_000, 1_800)] }))).toContain(
      'This process did not run for 1.8 s, 1.0 s ago; no peer is blamed for that.',
    )
    expect(story(seen({ events: [stall(NOW - 60_000, 1_800)] }))).not.toContain('did not run')
    expect(story(seen({ events: [stall(NOW - 1_000, 140)] }))).not.toContain('did not run')
    const shortOnesToo = [stall(NOW - 2_000, 1_800), stall(NOW - 1_000, 140)]
    expect(story(seen({ events: shortOnesToo }))).toContain('did not run for 1.8 s, 2.0 s ago')
  })

  test('What a peer put into a cause turns no text round', () => {
    const cause = { kind: 'refused', by: 'peer', detail: '<b>\u202egnp' } as const
    expect(story(seen({ node: node({ phase: 'failed', cause }) }))).toContain('<b>\\u202egnp')
  })
})

describe('what is said of those that have others under them', () => {
  const supervisor = node({ id: 'fleet', kind: 'supervisor', phase: 'running', parent: null, endpoint: null })
  const under = new Map([
    ['alive', 10],
    ['suspect', 1],
    ['backoff', 2],
  ])

  test('A supervisor tells of its connections, the urgent first', () => {
    expect(story(seen({ node: supervisor, under }))).toBe(
      'Running for 1 min 0 s; 13 connections under it: 1 suspect, 2 backoff, 10 alive.',
    )
  })

  test('A supervisor without any says so', () => {
    expect(story(seen({ node: supervisor }))).toBe('Running for 1 min 0 s; nothing is under it.')
  })

  test('A supervisor that gives up says why', () => {
    const words = story(
      seen({
        node: { ...supervisor, phase: 'givingUp' },
        events: [
          { v: 1, at: NOW, kind: 'gave-up', id: 'fleet', of: 'supervisor', causes: [REFUSED, REFUSED] },
        ],
      }),
    )
    expect(words).toBe('Giving up: too many restarts (refused (ECONNREFUSED)). What is under it stops.')
  })

  test('A listener that had to pause says so until it goes on', () => {
    const gate = node({ id: 'gate', kind: 'listener', phase: 'listening', endpoint: 'tcp://0.0.0.0:9000' })
    const cause = { kind: 'exhausted', by: 'us', detail: 'EMFILE' } as const
    const paused = { v: 1, at: NOW - 10, kind: 'paused', id: 'gate', endpoint: 'x', cause } as const
    expect(story(seen({ node: gate, events: [paused] }))).toContain('accepts nobody for now')
    const resumed = { v: 1, at: NOW - 5, kind: 'resumed', id: 'gate', endpoint: 'x' } as const
    expect(story(seen({ node: gate, events: [paused, resumed], under: new Map([['alive', 2]]) }))).toBe(
      'Peers may connect on tcp://0.0.0.0:9000; 2 connections accepted: 2 alive.',
    )
  })
})
