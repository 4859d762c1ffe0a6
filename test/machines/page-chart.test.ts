import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { connectionChart } from '../../src/machines/connection.ts'
import type { ConnectionEvent, ConnectionPort } from '../../src/machines/events.ts'
import { pageChart } from '../../src/machines/page-chart.ts'
import { everyArrow, type LifeActor } from './support/every-arrow.ts'

const { PULSETREE_RUNS = '500', PULSETREE_SEED = '20261121' } = process.env

everyArrow((input) => createActor(pageChart, { input }).start())

/** Writes down every call with all it was told; some answer with an event, or throw. */
function portOf(said: string[], answers: Readonly<Record<string, ConnectionEvent | 'throws'>>) {
  const actor: { current: LifeActor | null } = { current: null }
  let left = 12
  const does =
    (name: string) =>
    (...told: unknown[]): void => {
      said.push(JSON.stringify([name, ...told], (key, value) => (key === 'port' ? 'a port' : value)))
      // Two that answer each other would never rest.
      left -= 1
      const answer = left < 0 ? undefined : answers[name]
      if (answer === 'throws') throw new Error(`a bug in ${name}`)
      if (answer !== undefined) actor.current?.send(answer)
    }
  let asks = 0
  const port: ConnectionPort = {
    open: does('open'),
    release: does('release'),
    destroy: does('destroy'),
    wait: does('wait'),
    cancelWait: does('cancelWait'),
    entered: does('entered'),
    get retries() {
      asks += 1
      return asks % 3 !== 0
    },
    finishes: false,
  }
  return { port, actor }
}

const cause = fc.constantFrom<Extract<ConnectionEvent, { type: 'link.ended' }>['cause'][]>(
  { kind: 'eof', by: 'peer' },
  { kind: 'closed', by: 'peer', code: 1000, planned: true },
  { kind: 'crash', by: 'us', detail: 'boom', error: null },
)
const event: fc.Arbitrary<ConnectionEvent> = fc.oneof(
  fc.constantFrom<ConnectionEvent[]>(
    { type: 'link.opened' },
    { type: 'link.released' },
    { type: 'link.stabilised' },
    { type: 'peer.silent' },
    { type: 'peer.heard' },
    { type: 'peer.lost' },
    { type: 'deadline.passed', of: 'read' },
    { type: 'backoff.elapsed' },
    { type: 'retry' },
    { type: 'link.replaced', port: portOf([], {}).port },
  ),
  cause.map((why): ConnectionEvent => ({ type: 'link.ended', cause: why })),
  cause.map((why): ConnectionEvent => ({ type: 'hook.crashed', cause: why })),
  fc.boolean().map((now): ConnectionEvent => ({ type: 'stop', now })),
)
const answers = fc.dictionary(
  fc.constantFrom('open', 'release', 'destroy', 'wait', 'cancelWait', 'entered'),
  fc.oneof({ weight: 4, arbitrary: event }, { weight: 1, arbitrary: fc.constant('throws' as const) }),
  { maxKeys: 2 },
)

describe('In pages a life', () => {
  test('is the same as XState’s, whatever comes, from outside or from inside its own actions', () => {
    type Told = { said: string[]; seen: unknown[] }
    const lived = (
      start: (input: { port: ConnectionPort; accepted: boolean }) => LifeActor & {
        start(): unknown
        subscribe(observer: { error(thrown: unknown): void }): unknown
      },
      accepted: boolean,
      events: readonly ConnectionEvent[],
      by: Readonly<Record<string, ConnectionEvent | 'throws'>>,
    ): Told => {
      const told: Told = { said: [], seen: [] }
      const { port, actor } = portOf(told.said, by)
      const life = start({ port, accepted })
      actor.current = life
      life.subscribe({ error: (thrown) => told.seen.push(String(thrown)) })
      life.start()
      for (const one of events) {
        if (life.getSnapshot().status === 'active') life.send(one)
        const { value, status, output, context } = life.getSnapshot()
        told.seen.push(
          JSON.parse(
            JSON.stringify({ value, status, output, context }, (key, of) =>
              key === 'port' ? of === port : of,
            ),
          ),
        )
      }
      return told
    }
    fc.assert(
      fc.property(fc.boolean(), fc.array(event, { maxLength: 25 }), answers, (accepted, events, by) => {
        expect(lived((input) => createActor(pageChart, { input }), accepted, events, by)).toEqual(
          lived((input) => createActor(connectionChart, { input }), accepted, events, by),
        )
      }),
      { numRuns: Number(PULSETREE_RUNS), seed: Number(PULSETREE_SEED) },
    )
  })

  test('can be written down as it is', () => {
    const { port } = portOf([], {})
    const actor = createActor(pageChart, { input: { port, accepted: true } }).start()
    expect(actor.getPersistedSnapshot()).toMatchObject({ value: 'connecting', context: { accepted: true } })
  })

  test('ends for its parent as XState’s does', () => {
    const { port } = portOf([], {})
    const told: unknown[] = []
    const parent = createActor({
      transition(state, happened) {
        told.push(happened)
        return state
      },
      getInitialSnapshot: () => ({ status: 'active', output: undefined, error: undefined }) as const,
      getPersistedSnapshot: (state) => state,
    }).start()
    for (const chart of [connectionChart, pageChart] as const) {
      const child = createActor<typeof connectionChart | typeof pageChart>(chart, {
        id: 'c',
        parent,
        input: { port, accepted: false },
      })
      child.start()
      child.send({ type: 'stop', now: false })
    }
    const end = { kind: 'cancelled', by: 'us' }
    const output = { phase: 'stopped', cause: end }
    const done = { type: 'xstate.done.actor.c', actorId: 'c', output }
    expect(told).toEqual([done, done])
  })
})
