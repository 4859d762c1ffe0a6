import { describe, expect, test } from 'vitest'
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { newestOf, newestUnder } from '../../../../visualizations/inspector/src/connection/log-entries.ts'
import { lineOf } from '../../../../visualizations/inspector/src/connection/log-lines.ts'
import { NOW, node, phase, REFUSED, retry, SILENT, stall } from '../support.ts'

describe('one line of the log', () => {
  test('A verdict tells its cause and how long the silence was', () => {
    expect(lineOf(phase(NOW, 'suspect', 'dead', { cause: SILENT, detectionMs: 2_500 }))).toEqual({
      at: NOW,
      phase: 'dead',
      what: 'dead',
      why: 'the peer stayed silent past every heartbeat',
      detectionMs: 2_500,
    })
  })

  test('A phase without a cause tells what led to it', () => {
    expect(lineOf(phase(NOW, 'alive', 'suspect', { event: 'peer.silent' })).why).toBe(
      'not heard for too long',
    )
    expect(lineOf(phase(NOW, null, 'connecting')).why).toBe('')
  })

  test('A restart tells how often, and why', () => {
    const event = {
      v: 1,
      at: NOW,
      kind: 'restart',
      id: 'a',
      restarts: 2,
      delayMs: 1_000,
      cause: REFUSED,
    } as const
    expect(lineOf(event)).toMatchObject({
      what: 'started again in 1.0 s',
      why: 'restart 2: refused (ECONNREFUSED)',
    })
  })

  test('A program that exited is quoted with its last words', () => {
    const event = {
      v: 1,
      at: NOW,
      kind: 'exited',
      id: 'a',
      generation: 1,
      pid: 7,
      code: 3,
      signal: null,
      stderr: 'first\nno \u001b[31mmemory\n',
    } as const
    expect(lineOf(event)).toMatchObject({
      what: 'exited with code 3',
      why: 'its last words: no \\x1b[31mmemory',
    })
  })

  test('A note of a host stays text, whatever it holds', () => {
    const event = { v: 1, at: NOW, kind: 'note', text: '<img src=x>\n\u202e' } as const
    expect(lineOf(event).what).toBe('<img src=x>\\n\\u202e')
  })

  test('A kind that nobody knows is shown by its name', () => {
    const event = JSON.parse(`{"v":1,"at":${NOW},"kind":"of\\u0007tomorrow"}`)
    expect(lineOf(event)).toMatchObject({ at: NOW, what: 'of\\x07tomorrow' })
  })
})

describe('which lines there are', () => {
  test('Of one: its own and those of the process, newest first, and no more than asked for', () => {
    const own = [phase(10, 'alive', 'suspect'), phase(30, 'suspect', 'alive')]
    const entries = newestOf(own, [stall(20, 500), stall(40, 500)], 3)
    expect(entries.map(({ event }) => event.at)).toEqual([40, 30, 20])
  })

  const tree = new Map<string, ShownNode>(
    [
      node({ id: 'fleet', kind: 'supervisor', parent: null }),
      node({ id: 'gate', kind: 'listener', parent: 'fleet', endpoint: 'tcp://0.0.0.0:9000' }),
      node({ id: 'prices', parent: 'fleet', name: 'prices' }),
      node({ id: 'tcp://0.0.0.0:9000#1', parent: 'gate', name: '#1' }),
    ].map((each) => [each.id, each]),
  )
  const about = (id: string, at: number) => phase(at, 'alive', 'dead', { id })
  const all = [
    about('prices', 5),
    about('tcp://0.0.0.0:9000#1', 4),
    about('tcp://0.0.0.0:9000#0', 3),
    stall(2, 9),
    about('fleet', 1),
  ]

  test('Of a listener: those that it accepted, even when they are gone', () => {
    const entries = newestUnder(all, tree.get('gate') ?? node(), tree, 10)
    expect(entries.map(({ event, who }) => [event.at, who])).toEqual([
      [4, '#1'],
      [3, 'tcp://0.0.0.0:9000#0'],
      [2, null],
    ])
  })

  test('Of a supervisor: all that are under it, at any depth', () => {
    const entries = newestUnder(all, tree.get('fleet') ?? node(), tree, 10)
    expect(entries.map(({ event }) => event.at)).toEqual([5, 4, 2, 1])
  })

  test('A line keeps its key while newer ones come before it, and alike ones differ', () => {
    const own = [retry(10, 1, 5), retry(10, 2, 5)]
    const before = newestOf(own, [], 10).map(({ key }) => key)
    expect(new Set(before).size).toBe(2)
    const after = newestOf([...own, retry(20, 3, 5)], [], 10).map(({ key }) => key)
    expect(after.slice(1)).toEqual(before)
  })
})
