/**
 * Traps that supervisors with delayed restarts fell into: RabbitMQ's (`supervisor2`), Pekko's (`BackoffSupervisor`),
 * suture's, and some that only a supervisor has whose children take their time.
 */
import { describe, expect, test } from 'vitest'
import { OptionError } from '../../src/index.ts'
import type { ListenerOwner, Listening } from '../../src/transport/transport.ts'
import { FakeListener } from '../supervisor/fakes.ts'
import { Troupe } from './support/troupe.ts'

/** Nobody begins any more, and no timer is left. */
async function isOver(troupe: Troupe): Promise<void> {
  void troupe.steps
  await troupe.pass(60_000)
  expect(troupe.begun).toEqual([])
  expect(troupe.clock.pending).toBe(0)
}

describe('While a restart is delayed', () => {
  const waiting = async (): Promise<Troupe> => {
    const troupe = new Troupe()
    troupe.workers('a', 'b')
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.pass(50)
    return troupe
  }

  test('a stop of the child is its last word: it is over at once and never begins', async () => {
    const troupe = await waiting()
    await troupe.connection('a').stop()
    await isOver(troupe)
    expect(troupe.connection('a').phase).toBe('failed')
  })

  test('a removal is as well, and its id is free for another one', async () => {
    const troupe = await waiting()
    expect(await troupe.top.remove('a')).toBe(true)
    const next = troupe.worker('a')
    await troupe.pass(60_000)
    expect(next).toMatchObject({ phase: 'alive', restarts: 0, generation: 1 })
  })

  test('a stop of the supervisor takes it along', async () => {
    const troupe = await waiting()
    await troupe.top.stop()
    await isOver(troupe)
  })

  test('a restart by its user begins now, and once', async () => {
    const troupe = await waiting()
    void troupe.steps
    await troupe.top.restart('a')
    expect(troupe.begun).toEqual(['a'])
    await troupe.pass(1_000)
    expect(troupe.begun).toEqual([])
    expect(troupe.connection('a').restarts).toBe(1)
  })

  test('a start by its user is refused: it has not ended', async () => {
    const troupe = await waiting()
    expect(() => troupe.top.start('a')).toThrow(OptionError)
  })

  test('two stops at once both resolve', async () => {
    const troupe = await waiting()
    const child = troupe.connection('a')
    await Promise.all([
      child.stop(),
      child.stop({ now: true }),
      troupe.top.remove('a'),
      troupe.top.remove('a'),
    ])
    await isOver(troupe)
  })
})

describe('A crash', () => {
  test('during the start is a crash: counted, and told once', async () => {
    const troupe = new Troupe()
    troupe.worker('a', { crashes: 2 })
    await troupe.pass(1_000)
    expect(troupe.steps).toEqual(['+a', '!a', 'a in 100', '+a', '!a', 'a in 100', '+a'])
  })

  test('during the stop that its user asked for is no reason to start it again', async () => {
    const troupe = new Troupe()
    troupe.worker('a', { stopsInMs: 50 })
    await troupe.pass(0)
    void troupe.connection('a').stop()
    await troupe.crash('a')
    await troupe.connection('a').ended()
    await isOver(troupe)
  })

  test('during the stop of the supervisor is none either', async () => {
    const troupe = new Troupe({ intensity: { restarts: 0 } })
    troupe.worker('a')
    troupe.worker('b', { stopsInMs: 50 })
    await troupe.pass(0)
    const stopped = troupe.top.stop()
    await troupe.crash('b', 'a')
    await stopped
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(troupe.steps.some((step) => step.includes('?'))).toBe(false)
  })

  test('of several in one tick is told and counted for each', async () => {
    const troupe = new Troupe()
    troupe.workers('a', 'b', 'c')
    await troupe.pass(0)
    await troupe.crash('c', 'a', 'b')
    void troupe.steps
    await troupe.pass(100)
    expect(troupe.begun.sort()).toEqual(['a', 'b', 'c'])
  })

  test('of several in one tick that are too many ends the supervisor once', async () => {
    const troupe = new Troupe({ intensity: { restarts: 1 } })
    troupe.workers('a', 'b', 'c', 'd')
    await troupe.pass(0)
    await troupe.crash('a', 'b', 'c')
    expect(troupe.steps.filter((step) => step.endsWith('??'))).toEqual(['top??'])
    await isOver(troupe)
  })
})

describe('While it is restarted by its user, a child', () => {
  const restarting = async (): Promise<{ troupe: Troupe; restarted: Promise<unknown> }> => {
    const troupe = new Troupe()
    troupe.worker('a', { stopsInMs: 50 })
    await troupe.pass(0)
    return { troupe, restarted: troupe.top.restart('a') }
  }

  test('that is removed is gone, and does not begin', async () => {
    const { troupe, restarted } = await restarting()
    const removed = troupe.top.remove('a')
    await troupe.pass(50)
    await Promise.all([restarted, removed])
    expect(troupe.top.children).toEqual([])
    await isOver(troupe)
  })

  test('whose supervisor stops does not begin', async () => {
    const { troupe, restarted } = await restarting()
    const stopped = troupe.top.stop()
    await troupe.pass(50)
    await Promise.all([restarted, stopped])
    await isOver(troupe)
  })

  test('that is restarted again begins once', async () => {
    const { troupe, restarted } = await restarting()
    void troupe.steps
    const again = troupe.top.restart('a')
    await troupe.pass(200)
    await Promise.all([restarted, again])
    expect(troupe.begun).toEqual(['a'])
  })

  test('is the same handle, and the next generation', async () => {
    const { troupe, restarted } = await restarting()
    await troupe.pass(50)
    expect(await restarted).toBe(troupe.connection('a'))
    expect(troupe.connection('a').generation).toBe(2)
  })
})

describe('A child that has ended for good', () => {
  test('is started in a new handle; the old one stays as it was, and tells nothing more', async () => {
    const troupe = new Troupe()
    const old = troupe.worker('a')
    await troupe.pass(0)
    await old.stop()
    const phases: string[] = []
    let isComplete = false
    old.phase$.subscribe({
      next: ({ phase }) => phases.push(phase),
      complete: () => {
        isComplete = true
      },
    })
    const young = troupe.top.start('a')
    await troupe.pass(0)
    expect(young).not.toBe(old)
    expect([old.phase, young.phase, phases, isComplete]).toEqual(['stopped', 'alive', ['stopped'], true])
    await old.stop({ now: true })
    await troupe.pass(0)
    expect(young.phase).toBe('alive')
    expect(troupe.top.connections).toEqual([young])
  })

  test('cannot be started where there is none of it, nor twice', async () => {
    const troupe = new Troupe()
    await troupe.worker('a').stop()
    troupe.top.start('a')
    expect(() => troupe.top.start('a')).toThrow(OptionError)
    expect(() => troupe.top.start('b')).toThrow(OptionError)
    await expect(troupe.top.restart('b')).rejects.toThrow(OptionError)
  })
})

describe('A nested supervisor that waits to be started again', () => {
  const waiting = async (): Promise<Troupe> => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n', { intensity: { restarts: 0 } })
    troupe.worker('x', {}, nested)
    troupe.worker('trouble', { whenGivenUp: 'escalate' }, nested)
    await troupe.pass(0)
    await troupe.crash('n/trouble')
    await troupe.pass(50)
    expect([nested.phase, troupe.connection('n/x').phase]).toEqual(['failed', 'stopped'])
    void troupe.steps
    return troupe
  }

  test('begins with all its children, in order', async () => {
    const troupe = await waiting()
    await troupe.pass(50)
    expect(troupe.begun).toEqual(['n/x', 'n/trouble'])
  })

  test('and is stopped is over, with all its children', async () => {
    const troupe = await waiting()
    const x = troupe.connection('n/x')
    await troupe.supervisor('n').stop()
    await x.ended()
    await isOver(troupe)
  })

  test('and is removed leaves its id free', async () => {
    const troupe = await waiting()
    await troupe.top.remove('n')
    expect(troupe.top.supervise('n').children).toEqual([])
    await isOver(troupe)
  })

  test('and is restarted begins now, and once', async () => {
    const troupe = await waiting()
    await troupe.top.restart('n')
    expect(troupe.begun).toEqual(['n/x', 'n/trouble'])
    await isOver(troupe)
  })

  test('takes a new child, which begins with it', async () => {
    const troupe = await waiting()
    const late = troupe.worker('late', {}, troupe.supervisor('n'))
    await troupe.pass(49)
    expect(late.generation).toBe(0)
    await troupe.pass(1)
    expect(troupe.begun).toEqual(['n/x', 'n/trouble', 'n/late'])
  })

  test('lets one of its children be stopped, which does not begin with it', async () => {
    const troupe = await waiting()
    await troupe.connection('n/x').stop()
    await troupe.pass(50)
    expect(troupe.begun).toEqual(['n/trouble'])
  })

  test('lets one of its children be restarted, which begins with it, once', async () => {
    const troupe = await waiting()
    await troupe.supervisor('n').restart('x')
    expect(troupe.begun).toEqual([])
    await troupe.pass(50)
    expect(troupe.begun).toEqual(['n/x', 'n/trouble'])
  })
})

describe('A stop', () => {
  test('from inside the event of a restart is the last word', async () => {
    const troupe = new Troupe()
    troupe.top.feed$.subscribe((event) => {
      if (event.kind === 'restart') void troupe.top.stop()
    })
    troupe.workers('a', 'b')
    await troupe.pass(0)
    await troupe.crash('a')
    expect(await troupe.top.ended).toEqual({ kind: 'stopped', killed: [] })
    await isOver(troupe)
  })

  test('from inside the event of giving up is a stop: it had been asked for first', async () => {
    const troupe = new Troupe({ intensity: { restarts: 0 } })
    troupe.top.feed$.subscribe((event) => {
      if (event.kind === 'gave-up') void troupe.top.stop()
    })
    troupe.workers('a', 'b')
    await troupe.pass(0)
    await troupe.crash('a')
    expect(await troupe.top.ended).toMatchObject({ kind: 'stopped' })
    await isOver(troupe)
  })

  test('of a nested supervisor that gives up already waits for that', async () => {
    const troupe = new Troupe()
    const nested = troupe.top.supervise('n', { intensity: { restarts: 0 } })
    troupe.worker('slow', { stopsInMs: 50 }, nested)
    troupe.worker('trouble', { whenGivenUp: 'escalate' }, nested)
    await troupe.pass(0)
    await troupe.crash('n/trouble')
    expect(nested.phase).toBe('givingUp')
    const stopped = nested.stop()
    await troupe.pass(50)
    await stopped
    expect(await nested.ended).toMatchObject({ kind: 'gave-up', tookDown: ['n/slow'] })
    await isOver(troupe)
  })
})

describe('A listener whose next start throws', () => {
  /** It can be bound by its first call, and from the third one on. */
  class Flaky extends FakeListener {
    #calls = 0
    override listen(owner: ListenerOwner): Listening {
      this.#calls += 1
      if (this.#calls === 2) throw new Error('no more of these')
      return super.listen(owner)
    }
  }

  test('has crashed, and is started again like anybody', async () => {
    const troupe = new Troupe()
    const listener = new Flaky()
    const door = troupe.top.listen('door', listener, { restart: 'permanent' })
    listener.owner?.listening(listener.endpoint)
    listener.fail({ kind: 'exhausted', by: 'us', detail: 'out of luck' })
    await troupe.pass(200)
    listener.owner?.listening(listener.endpoint)
    expect([door.phase, door.restarts]).toEqual(['listening', 2])
    const causes = troupe.events.flatMap((event) => (event.kind === 'restart' ? [event.cause.kind] : []))
    expect(causes).toEqual(['exhausted', 'crash'])
  })

  test('is over at once when it is stopped then', async () => {
    const troupe = new Troupe()
    const listener = new Flaky()
    const door = troupe.top.listen('door', listener, { restart: 'permanent' })
    listener.owner?.listening(listener.endpoint)
    listener.fail({ kind: 'exhausted', by: 'us', detail: 'out of luck' })
    await troupe.pass(150)
    await door.stop()
    expect(door.phase).toBe('failed')
    expect(door.cause).toMatchObject({ kind: 'crash', detail: 'no more of these' })
    await expect(door.ready).rejects.toThrow()
    await troupe.top.stop()
    expect(troupe.clock.pending).toBe(0)
  })
})

describe('Of an old life, nothing', () => {
  test('is heard in the next one: a link that was let go late', async () => {
    const troupe = new Troupe()
    troupe.worker('a')
    await troupe.pass(0)
    const old = troupe.transports.get('a')?.links[0]?.owner
    await troupe.top.restart('a')
    await troupe.pass(0)
    const { steps } = troupe
    expect(steps).toEqual(['+a', '~a', '-a', '+a'])
    old?.ended({ kind: 'eof', by: 'peer' })
    await troupe.pass(0)
    expect(troupe.transports.get('a')?.links).toHaveLength(2)
  })

  test('ends a listener’s next one: it was halted twice, and its peers took their time', async () => {
    const troupe = new Troupe()
    const listener = new FakeListener()
    const door = troupe.top.listen('door', listener, { shutdownMs: 50, closeTimeoutMs: 60_000 })
    listener.owner?.listening(listener.endpoint)
    const link = listener.visit()
    if (link !== null) link.close = () => {}
    const restarted = troupe.top.restart('door')
    await troupe.pass(50)
    await restarted
    listener.owner?.listening(listener.endpoint)
    await troupe.pass(1_000)
    expect([door.phase, door.restarts, door.size]).toEqual(['listening', 1, 0])
    expect(troupe.events.some(({ kind }) => kind === 'restart')).toBe(false)
    // Nor is it taken for over: it is there to be stopped.
    listener.isClosed = false
    await troupe.top.stop()
    expect(listener.isClosed).toBe(true)
  })
})
