import { expect, test } from 'vitest'
import type { ShownNode } from '../../src/inspector/model/node.ts'
import { Translator } from '../../src/stately/translator.ts'
import type { FeedBody, FeedEvent } from '../../src/supervisor/feed.ts'

const blank = {
  since: 1,
  cause: null,
  restarts: 0,
  endpoint: null,
  peer: null,
  identity: null,
  generation: null,
  retryAt: null,
  isStale: false,
  isDraining: false,
  life: null,
  strategy: null,
} as const

const NODES: readonly ShownNode[] = [
  { ...blank, id: 'fleet', parent: null, name: 'fleet', kind: 'supervisor', phase: 'running' },
  { ...blank, id: 'feed', parent: 'fleet', name: 'feed', kind: 'connection', phase: 'alive' },
  {
    ...blank,
    id: 'door',
    parent: 'fleet',
    name: 'door',
    kind: 'listener',
    phase: 'listening',
    endpoint: 'tcp://h:1',
  },
]

const ALL = { maxActors: 100, only: () => true }

function at(body: FeedBody): FeedEvent {
  return { v: 1, at: 7, ...body }
}

/** Each event in one word, and whom it is about. */
function told(events: ReturnType<Translator['apply']>): string[] {
  return events.map((event) => {
    const what = event.type.replace('@xstate.', '')
    const detail = event.type === '@xstate.actor' ? event.snapshot.value : event.event.type
    const where = event.type === '@xstate.snapshot' ? ` ${event.snapshot.value} ${event.snapshot.status}` : ''
    return `${what} ${event.sessionId} ${detail}${where}`
  })
}

test('Begins with all there are, whoever is under another behind it', () => {
  const begun = new Translator('fleet', NODES, ALL).begin(5)
  expect(told(begun)).toEqual(['actor fleet running', 'actor feed alive', 'actor door listening'])
  expect(begun[1]).toMatchObject({
    rootId: 'fleet',
    parentId: 'fleet',
    name: 'feed',
    createdAt: '5',
    snapshot: { status: 'active', context: { kind: 'connection', restarts: 0 } },
  })
})

test('A phase is the event of the chart that led there, and the snapshot behind it', () => {
  const translator = new Translator('fleet', NODES, ALL)
  translator.begin(5)
  const lost = translator.apply(
    at({
      kind: 'phase',
      id: 'feed',
      from: 'suspect',
      to: 'dead',
      event: 'peer.lost',
      cause: { kind: 'silent', by: 'peer' },
    }),
  )
  expect(told(lost)).toEqual(['event feed peer.lost', 'snapshot feed peer.lost dead active'])
  expect(lost[0]).toMatchObject({ event: { type: 'peer.lost', cause: { kind: 'silent', by: 'peer' } } })
  expect(lost[1]).toMatchObject({ snapshot: { context: { cause: { kind: 'silent', by: 'peer' } } } })
  const stopped = translator.apply(at({ kind: 'phase', id: 'feed', from: 'dead', to: 'stopped' }))
  expect(told(stopped)).toEqual(['event feed pulsetree.phase', 'snapshot feed pulsetree.phase stopped done'])
})

test('Whoever is new is an actor before anything befalls it; whoever is forgotten has stopped', () => {
  const translator = new Translator('fleet', NODES, ALL)
  translator.begin(5)
  expect(told(translator.apply(at({ kind: 'phase', id: 'tcp://h:1#1', from: null, to: 'alive' })))).toEqual([
    'actor tcp://h:1#1 alive',
    'event tcp://h:1#1 xstate.init',
    'snapshot tcp://h:1#1 xstate.init alive active',
  ])
  expect(told(translator.apply(at({ kind: 'removed', id: 'feed' })))).toEqual([
    'event feed pulsetree.removed',
    'snapshot feed pulsetree.removed alive stopped',
  ])
  expect(told(translator.apply(at({ kind: 'removed', id: 'feed' })))).toEqual([])
})

test('What befalls the whole process befalls the outermost supervisor', () => {
  const translator = new Translator('fleet', NODES, ALL)
  translator.begin(5)
  expect(told(translator.apply(at({ kind: 'stall', lostMs: 900 })))).toEqual(['event fleet pulsetree.stall'])
})

test('Nobody is told of who was not chosen, or found no room; once there is some, they are', () => {
  const chosen = new Translator('fleet', NODES, { maxActors: 100, only: (id) => id !== 'door' })
  expect(told(chosen.begin(5))).toEqual(['actor fleet running', 'actor feed alive'])
  expect(told(chosen.apply(at({ kind: 'resumed', id: 'door', endpoint: 'tcp://h:1' })))).toEqual([])
  const few = new Translator('fleet', NODES, { maxActors: 2, only: () => true })
  expect(told(few.begin(5))).toHaveLength(2)
  expect(told(few.apply(at({ kind: 'resumed', id: 'door', endpoint: 'tcp://h:1' })))).toEqual([])
  few.apply(at({ kind: 'removed', id: 'feed' }))
  expect(told(few.apply(at({ kind: 'resumed', id: 'door', endpoint: 'tcp://h:1' })))).toEqual([
    'actor door listening',
    'event door pulsetree.resumed',
  ])
})
