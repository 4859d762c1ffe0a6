/** All that a connection’s chart does, arrow by arrow, whoever runs it. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type ConnectionEvent,
  type ConnectionEventType,
  type ConnectionPort,
  PHASES,
  type Phase,
} from '../../../src/machines/events.ts'
import type { ConnectionInput } from '../../../src/machines/life.ts'
import type { Cause } from '../../../src/transport/transport.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }
const CRASH: Cause = { kind: 'crash', by: 'us', detail: 'boom', error: new Error('boom') }

/** Writes down what the chart asked for, and lets the test decide what the policy says. */
class RecordingPort implements ConnectionPort {
  readonly calls: string[] = []
  readonly causes: (Cause | null)[] = []
  retries = true
  finishes = false
  /** What is sent to the chart from inside `release`. */
  onRelease: () => void = () => {}

  open(): void {
    this.calls.push('open')
  }
  release(cause: Cause, attempt: number): void {
    this.calls.push(`release ${cause.kind} ${attempt}`)
    this.onRelease()
  }
  destroy(): void {
    this.calls.push('destroy')
  }
  wait(attempt: number): void {
    this.calls.push(`wait ${attempt}`)
  }
  cancelWait(): void {
    this.calls.push('cancelWait')
  }
  entered(phase: Phase, event: ConnectionEvent | null, cause: Cause | null): void {
    this.calls.push(`${phase} by ${event?.type ?? 'start'}`)
    this.causes.push(cause)
  }
}

/** Of the link that takes the place of another. */
const successor = new RecordingPort()

/** Every event once; those that come in kinds are told apart by a word behind the type. */
const EVENTS = {
  'link.opened': { type: 'link.opened' },
  'link.ended': { type: 'link.ended', cause: EOF },
  'link.released': { type: 'link.released' },
  'link.replaced': { type: 'link.replaced', port: successor },
  'link.stabilised': { type: 'link.stabilised' },
  'peer.silent': { type: 'peer.silent' },
  'peer.heard': { type: 'peer.heard' },
  'peer.lost': { type: 'peer.lost' },
  'deadline.passed': { type: 'deadline.passed', of: 'read' },
  'hook.crashed': { type: 'hook.crashed', cause: CRASH },
  'backoff.elapsed': { type: 'backoff.elapsed' },
  retry: { type: 'retry' },
  stop: { type: 'stop', now: false },
} as const satisfies Readonly<Record<ConnectionEventType, ConnectionEvent>>

const STOP_NOW: ConnectionEvent = { type: 'stop', now: true }

/** The way to each phase, for a dialled connection. */
const WAYS: Readonly<Record<Phase, readonly ConnectionEventType[]>> = {
  connecting: [],
  alive: ['link.opened'],
  suspect: ['link.opened', 'peer.silent'],
  dead: ['link.opened', 'link.ended'],
  backoff: ['link.opened', 'link.ended', 'link.released'],
  stopped: ['stop'],
  failed: ['hook.crashed', 'link.released'],
}

/** Where each event leads from each phase; what is not listed changes nothing. */
const ARROWS: Readonly<Record<Phase, Partial<Record<ConnectionEventType, Phase>>>> = {
  connecting: {
    'link.opened': 'alive',
    'link.ended': 'dead',
    'deadline.passed': 'dead',
    'hook.crashed': 'dead',
    stop: 'stopped',
  },
  alive: {
    'peer.silent': 'suspect',
    'link.ended': 'dead',
    'deadline.passed': 'dead',
    'hook.crashed': 'dead',
    stop: 'dead',
  },
  suspect: {
    'peer.heard': 'alive',
    'link.replaced': 'alive',
    'peer.lost': 'dead',
    'link.ended': 'dead',
    'deadline.passed': 'dead',
    'hook.crashed': 'dead',
    stop: 'dead',
  },
  dead: { 'link.released': 'backoff' },
  backoff: {
    'backoff.elapsed': 'connecting',
    retry: 'connecting',
    'link.replaced': 'connecting',
    stop: 'stopped',
  },
  stopped: {},
  failed: {},
}

/** An actor of either chart. */
export interface LifeActor {
  send(event: ConnectionEvent): void
  getSnapshot(): {
    readonly value: unknown
    readonly status: string
    readonly output?: unknown
    readonly context: { readonly attempts: number; readonly cause: Cause | null }
  }
}

let start: (input: ConnectionInput) => LifeActor

function life(accepted = false): { actor: LifeActor; port: RecordingPort } {
  const port = new RecordingPort()
  return { actor: start({ port, accepted }), port }
}

function go(actor: LifeActor, ...way: readonly ConnectionEventType[]): void {
  for (const type of way) actor.send(EVENTS[type])
}

/** A connection in this phase, and what was asked for since it got there. */
function lifeIn(phase: Phase, accepted = false): { actor: LifeActor; port: RecordingPort } {
  const { actor, port } = life(accepted)
  go(actor, ...WAYS[phase])
  expect(actor.getSnapshot().value).toBe(phase)
  port.calls.length = 0
  port.causes.length = 0
  return { actor, port }
}

const TYPES: readonly ConnectionEventType[] = [
  'link.opened',
  'link.ended',
  'link.released',
  'link.replaced',
  'link.stabilised',
  'peer.silent',
  'peer.heard',
  'peer.lost',
  'deadline.passed',
  'hook.crashed',
  'backoff.elapsed',
  'retry',
  'stop',
]
const CELLS = PHASES.flatMap((phase) =>
  TYPES.map((type) => ({ phase, type, to: ARROWS[phase][type] ?? null })),
)

/** @param starts an actor of the chart. */
export function everyArrow(starts: (input: ConnectionInput) => LifeActor): void {
  start = starts

  // XState warns of events that come after the end; that they change nothing is what is tested here.
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  describe('in every phase every event', () => {
    test.each(CELLS.filter(({ to }) => to !== null))(
      '$type leads from $phase to $to',
      ({ phase, type, to }) => {
        const { actor, port } = lifeIn(phase)
        successor.calls.length = 0
        actor.send(EVENTS[type])
        expect(actor.getSnapshot().value).toBe(to)
        expect([...port.calls, ...successor.calls].filter((call) => call.includes(' by '))).toEqual([
          `${to} by ${type}`,
        ])
      },
    )

    test.each(CELLS.filter(({ to }) => to === null))('$type changes nothing in $phase', ({ phase, type }) => {
      const { actor, port } = lifeIn(phase)
      actor.send(EVENTS[type])
      expect(actor.getSnapshot().value).toBe(phase)
      expect(port.calls.filter((call) => call.includes(' by '))).toEqual([])
    })

    test('that leads nowhere asks for nothing, but for a closing deadline and a stop in a hurry', () => {
      const asked = CELLS.filter(({ to }) => to === null).flatMap(({ phase, type }) => {
        const { actor, port } = lifeIn(phase)
        actor.send(EVENTS[type])
        return port.calls.map((call) => `${phase}: ${type}: ${call}`)
      })
      expect(asked).toEqual(['dead: deadline.passed: destroy'])
    })
  })

  describe('a link that takes the place of another', () => {
    test.each(['alive', 'suspect', 'backoff'] as const)('in %s is asked from then on', (phase) => {
      const { actor, port } = lifeIn(phase)
      successor.calls.length = 0
      actor.send(EVENTS['link.replaced'])
      const before = [...port.calls]
      go(actor, 'link.opened', 'link.ended')
      expect(port.calls).toEqual(before)
      expect(successor.calls).toContain('dead by link.ended')
    })

    test('of one that waits to dial ends that wait, and counts as a dial', () => {
      const { actor, port } = lifeIn('backoff')
      const { attempts } = actor.getSnapshot().context
      actor.send(EVENTS['link.replaced'])
      expect(port.calls).toEqual(['cancelWait'])
      expect(actor.getSnapshot().context.attempts).toBe(attempts + 1)
    })
  })

  describe('a life', () => {
    test('begins connecting, shows that before it dials, and knows no cause', () => {
      const { port } = life()
      expect(port.calls).toEqual(['connecting by start', 'open'])
      expect(port.causes).toEqual([null])
    })

    test('releases each link with its cause after showing that it is dead', () => {
      const { actor, port } = lifeIn('alive')
      actor.send(EVENTS['link.ended'])
      expect(port.calls).toEqual(['dead by link.ended', 'release eof 1'])
      expect(port.causes).toEqual([EOF])
    })

    test('dials again from back-off, one attempt further', () => {
      const { actor, port } = lifeIn('dead')
      go(actor, 'link.released', 'backoff.elapsed', 'link.ended', 'link.released', 'backoff.elapsed')
      expect(port.calls).toEqual([
        'backoff by link.released',
        'wait 1',
        'cancelWait',
        'connecting by backoff.elapsed',
        'open',
        'dead by link.ended',
        'release eof 2',
        'backoff by link.released',
        'wait 2',
        'cancelWait',
        'connecting by backoff.elapsed',
        'open',
      ])
    })

    test('that is asked to dial now does not wait any longer', () => {
      const { actor, port } = lifeIn('backoff')
      actor.send(EVENTS.retry)
      expect(port.calls).toEqual(['cancelWait', 'connecting by retry', 'open'])
    })

    test('keeps counting attempts over links that opened and did not last', () => {
      const { actor, port } = life()
      for (let link = 0; link < 4; link += 1) {
        go(actor, 'link.opened', 'link.ended', 'link.released', 'backoff.elapsed')
      }
      expect(port.calls.filter((call) => call.startsWith('wait'))).toEqual([
        'wait 1',
        'wait 2',
        'wait 3',
        'wait 4',
      ])
    })

    test('starts counting anew after a link that was stable', () => {
      const { actor, port } = life()
      go(actor, 'link.ended', 'link.released', 'backoff.elapsed')
      go(actor, 'link.ended', 'link.released', 'backoff.elapsed')
      go(actor, 'link.opened', 'link.stabilised', 'link.ended', 'link.released')
      expect(port.calls.filter((call) => call.startsWith('wait'))).toEqual(['wait 1', 'wait 2', 'wait 1'])
      // No dial has failed since: the stable one is not counted.
      expect(port.calls).toContain('release eof 0')
      go(actor, 'backoff.elapsed', 'link.ended', 'link.released')
      expect(port.calls.slice(-3)).toEqual(['release eof 1', 'backoff by link.released', 'wait 2'])
    })

    test('goes from suspect and back as often as it likes', () => {
      const { actor, port } = lifeIn('alive')
      go(actor, 'peer.silent', 'peer.heard', 'peer.silent', 'peer.heard', 'peer.silent', 'peer.lost')
      expect(port.calls).toEqual([
        'suspect by peer.silent',
        'alive by peer.heard',
        'suspect by peer.silent',
        'alive by peer.heard',
        'suspect by peer.silent',
        'dead by peer.lost',
        'release silent 1',
      ])
    })

    test.each<{ event: ConnectionEvent; cause: Cause }>([
      { event: { type: 'link.ended', cause: EOF }, cause: EOF },
      { event: { type: 'deadline.passed', of: 'read' }, cause: { kind: 'timeout', by: 'peer', of: 'read' } },
      { event: { type: 'deadline.passed', of: 'idle' }, cause: { kind: 'timeout', by: 'us', of: 'idle' } },
      { event: { type: 'deadline.passed', of: 'age' }, cause: { kind: 'timeout', by: 'us', of: 'age' } },
      { event: { type: 'hook.crashed', cause: CRASH }, cause: CRASH },
      { event: { type: 'peer.lost' }, cause: { kind: 'silent', by: 'peer' } },
      { event: { type: 'stop', now: false }, cause: { kind: 'cancelled', by: 'us' } },
    ])('that ends by $event.type has the cause $cause', ({ event, cause }) => {
      const { actor, port } = lifeIn('suspect')
      actor.send(event)
      expect(port.causes).toEqual([cause])
      expect(actor.getSnapshot().context.cause).toEqual(cause)
    })

    test('whose link breaks while it is being released keeps the first cause', () => {
      const { actor, port } = lifeIn('suspect')
      actor.send(EVENTS['peer.lost'])
      actor.send({ type: 'link.ended', cause: EOF })
      actor.send({ type: 'deadline.passed', of: 'close' })
      actor.send(EVENTS['link.released'])
      expect(port.causes).toEqual([
        { kind: 'silent', by: 'peer' },
        { kind: 'silent', by: 'peer' },
      ])
      expect(port.calls).toContain('destroy')
    })

    test('whose port reports from inside a call handles that afterwards', () => {
      const { actor, port } = lifeIn('alive')
      port.onRelease = () => {
        actor.send(EVENTS['hook.crashed'])
        actor.send(EVENTS['link.released'])
        port.calls.push('released')
      }
      actor.send(EVENTS['link.ended'])
      expect(port.calls).toEqual([
        'dead by link.ended',
        'release eof 1',
        'released',
        'failed by link.released',
      ])
      expect(actor.getSnapshot().context.cause).toBe(CRASH)
    })
  })

  describe('dead leads to', () => {
    test.each<{
      situation: string
      accepted: boolean
      retries: boolean
      way: ConnectionEventType[]
      to: Phase
    }>([
      { situation: 'the policy retries', accepted: false, retries: true, way: ['link.ended'], to: 'backoff' },
      {
        situation: 'the policy does not',
        accepted: false,
        retries: false,
        way: ['link.ended'],
        to: 'failed',
      },
      { situation: 'a hook crashed', accepted: false, retries: true, way: ['hook.crashed'], to: 'failed' },
      {
        situation: 'a hook crashed while it was dead',
        accepted: false,
        retries: true,
        way: ['link.ended', 'hook.crashed'],
        to: 'failed',
      },
      { situation: 'it was asked to stop', accepted: false, retries: true, way: ['stop'], to: 'stopped' },
      {
        situation: 'it was asked to stop while dead',
        accepted: false,
        retries: true,
        way: ['link.ended', 'stop'],
        to: 'stopped',
      },
      {
        situation: 'it was asked to stop and has nothing to retry',
        accepted: false,
        retries: false,
        way: ['link.ended', 'stop'],
        to: 'stopped',
      },
      { situation: 'it was accepted', accepted: true, retries: true, way: ['link.ended'], to: 'stopped' },
      {
        situation: 'it was accepted and silent',
        accepted: true,
        retries: true,
        way: ['peer.silent', 'peer.lost'],
        to: 'stopped',
      },
      {
        situation: 'it was accepted and a hook crashed',
        accepted: true,
        retries: true,
        way: ['hook.crashed'],
        to: 'failed',
      },
    ])('$to when $situation', ({ accepted, retries, way, to }) => {
      const { actor, port } = lifeIn('alive', accepted)
      port.retries = retries
      go(actor, ...way)
      expect(actor.getSnapshot().value).toBe('dead')
      actor.send(EVENTS['link.released'])
      expect(actor.getSnapshot().value).toBe(to)
    })

    test('nothing before the link is released', () => {
      const { actor, port } = lifeIn('dead')
      go(actor, ...TYPES.filter((type) => type !== 'link.released' && type !== 'hook.crashed'))
      expect(actor.getSnapshot().value).toBe('dead')
      expect(port.calls.filter((call) => call.includes(' by '))).toEqual([])
    })
  })

  describe('a stop', () => {
    test.each<{ phase: Phase; now: boolean; to: Phase; calls: string[]; cause: Cause }>([
      {
        phase: 'connecting',
        now: false,
        to: 'stopped',
        calls: ['destroy', 'stopped by stop'],
        cause: { kind: 'cancelled', by: 'us' },
      },
      {
        phase: 'connecting',
        now: true,
        to: 'stopped',
        calls: ['destroy', 'stopped by stop'],
        cause: { kind: 'cancelled', by: 'us' },
      },
      {
        phase: 'alive',
        now: false,
        to: 'dead',
        calls: ['dead by stop', 'release cancelled 1'],
        cause: { kind: 'cancelled', by: 'us' },
      },
      {
        phase: 'suspect',
        now: false,
        to: 'dead',
        calls: ['dead by stop', 'release cancelled 1'],
        cause: { kind: 'cancelled', by: 'us' },
      },
      {
        phase: 'backoff',
        now: false,
        to: 'stopped',
        calls: ['cancelWait', 'stopped by stop'],
        cause: { kind: 'cancelled', by: 'us' },
      },
      { phase: 'dead', now: false, to: 'dead', calls: [], cause: EOF },
      { phase: 'dead', now: true, to: 'dead', calls: ['destroy'], cause: EOF },
    ])('in $phase (now: $now) leads to $to', ({ phase, now, to, calls, cause }) => {
      const { actor, port } = lifeIn(phase)
      actor.send({ type: 'stop', now })
      expect(actor.getSnapshot().value).toBe(to)
      expect(port.calls).toEqual(calls)
      expect(actor.getSnapshot().context.cause).toEqual(cause)
      actor.send(EVENTS['link.released'])
      expect(actor.getSnapshot().value).toBe('stopped')
    })

    test('asked twice, the second time in a hurry, destroys what the first one waits for', () => {
      const { actor, port } = lifeIn('alive')
      actor.send(EVENTS.stop)
      actor.send(EVENTS.stop)
      expect(port.calls).not.toContain('destroy')
      actor.send(STOP_NOW)
      expect(port.calls.at(-1)).toBe('destroy')
      actor.send(EVENTS['link.released'])
      expect(actor.getSnapshot().value).toBe('stopped')
    })
  })

  describe('the end of a life', () => {
    test.each<{ phase: Phase; way: ConnectionEventType[]; accepted: boolean; cause: Cause }>([
      { phase: 'stopped', way: ['stop'], accepted: false, cause: { kind: 'cancelled', by: 'us' } },
      { phase: 'stopped', way: ['link.opened', 'link.ended', 'link.released'], accepted: true, cause: EOF },
      { phase: 'failed', way: ['hook.crashed', 'link.released'], accepted: false, cause: CRASH },
    ])('says that it is $phase, and why', ({ phase, way, accepted, cause }) => {
      const { actor } = life(accepted)
      go(actor, ...way)
      expect(actor.getSnapshot().status).toBe('done')
      expect(actor.getSnapshot().output).toEqual({ phase, cause })
    })
  })
}
