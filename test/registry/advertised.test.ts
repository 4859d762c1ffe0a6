import { BehaviorSubject, Subject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { statesOf } from './support/story.ts'
import { instanceOf, virtualRegistry } from './support/virtual.ts'

const TTL = { ttlMs: 1_200 }

describe('A registration', () => {
  test('tells each change once, the present first, and completes when it is withdrawn', async () => {
    const { clock, client } = virtualRegistry()
    const { registry, cable } = client()
    const registration = registry.register(instanceOf(), TTL)
    const states = statesOf(registration)
    let isComplete = false
    registration.state$.subscribe({
      complete: () => {
        isComplete = true
      },
    })
    await clock.advance(2_000)
    cable.cut()
    await clock.advance(5_000)
    cable.mend()
    await clock.advance(2_000)
    void registration.withdraw()
    await clock.advance(0)
    expect(states).toEqual([
      'registering',
      'held',
      'doubtful: unreachable',
      'lost: overdue',
      'lost: unreachable',
      'held',
      'withdrawn',
    ])
    expect([isComplete, registration.session]).toEqual([true, 2])
    expect(clock.pending).toBe(0)
  })

  test('is waiting while its owner is dead, and is not asked for then', async () => {
    const { clock, client, server } = virtualRegistry()
    const life = new BehaviorSubject(false)
    const registration = client().registry.register(instanceOf(), { ...TTL, while: life })
    await clock.advance(5_000)
    expect([registration.state, server.list('prices').instances]).toEqual(['waiting', []])
    life.next(true)
    await clock.advance(0)
    expect(registration.state).toBe('held')
    life.next(false)
    await clock.advance(0)
    expect([registration.state, server.list('prices').instances]).toEqual(['waiting', []])
  })

  test('of an owner that has ended is withdrawn from the first, and one whose owner fails is withdrawn then', async () => {
    const { clock, client } = virtualRegistry()
    const { registry } = client()
    const over = registry.register(instanceOf(), { ...TTL, while: AbortSignal.abort() })
    expect([over.state, registry.registrations]).toEqual(['withdrawn', []])
    const life = new Subject<boolean>()
    const failing = registry.register(instanceOf(), { ...TTL, while: life })
    life.next(true)
    await clock.advance(0)
    life.error(new Error('a bug'))
    expect(failing.state).toBe('withdrawn')
    await over.withdraw()
  })

  test('is lost at once by its own word after a stall, whatever timers have run', async () => {
    const { clock, client } = virtualRegistry()
    const registration = client().registry.register(instanceOf(), TTL)
    await clock.advance(1)
    expect(registration.state).toBe('held')
    clock.stall(3_000)
    expect([registration.state, registration.heldUntil]).toEqual(['lost', null])
    await clock.advance(1_000)
    expect([registration.state, registration.session]).toEqual(['held', 2])
  })

  test('of which the owner flaps is not taken by its own past', async () => {
    const { clock, client } = virtualRegistry()
    const life = new BehaviorSubject(true)
    const registration = client().registry.register(instanceOf(), { ...TTL, while: life })
    const states = statesOf(registration)
    await clock.advance(1)
    for (let flap = 0; flap < 3; flap += 1) {
      life.next(false)
      life.next(true)
      await clock.advance(1)
    }
    expect(registration.session).toBe(4)
    expect(states.filter((state) => state.includes('taken'))).toEqual([])
  })

  test('that is withdrawn twice, or while it is lost, is withdrawn', async () => {
    const { clock, client, server } = virtualRegistry()
    const { registry, cable } = client()
    const registration = registry.register(instanceOf(), TTL)
    await clock.advance(1)
    cable.cut()
    await clock.advance(3_000)
    expect(registration.state).toBe('lost')
    let isOver = false
    void registration.withdraw()
    void registration.withdraw().then(() => {
      isOver = true
    })
    await clock.advance(60_000)
    expect([registration.state, isOver, server.list('prices').instances]).toEqual(['withdrawn', true, []])
  })
})
