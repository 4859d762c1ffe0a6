import { describe, expect, test } from 'vitest'
import { ConnectionError, type FeedEvent, OptionError, type RunOptions } from '../../src/index.ts'
import { type TaskContext, type TaskHandle, task } from '../../src/programs/task.ts'
import { testWorld } from '../support/world.ts'

const heartbeat = { everyMs: 1_000, timeoutMs: 500, misses: 3 }
/** Silent from t on is dead by then, and by one tick. */
const BOUND_MS = 2_500 + 50

type Run = (context: TaskContext<string>) => string | Promise<string>

/** One task under supervision, on a virtual clock. */
function scene(run: Run, options: RunOptions<TaskHandle<string, string>> = {}) {
  const world = testWorld({ restartDelayMs: 100 })
  const { clock, supervisor } = world
  const handle = supervisor.run('work', task<string, string>(run), { heartbeat, ...options })
  const told = <Kind extends FeedEvent['kind']>(kind: Kind) =>
    world.events.filter((event): event is Extract<FeedEvent, { kind: Kind }> => event.kind === kind)
  return {
    clock,
    supervisor,
    handle,
    told,
    phases: () => world.phases('work'),
    /** Resolves `ms` later, or rejects when the signal aborts first. */
    pass: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const timer = clock.after(ms, resolve)
        signal?.addEventListener('abort', () => {
          timer.cancel()
          reject(signal.reason)
        })
      }),
  }
}

/** What a promise has come to by now. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise.catch((error: unknown) => error), Promise.resolve('pending')])
}

describe('A task', () => {
  test('that works in five steps beats once a second, and its watcher sees that it finished, not that it died', async () => {
    const made = scene(async ({ beat }) => {
      for (let step = 1; step <= 5; step += 1) {
        await made.pass(1_000)
        beat(`step ${step}`)
      }
      return 'done'
    })
    const watched: unknown[] = []
    const start = made.clock.wall()
    made.handle.beats$.subscribe({
      next: ({ at, value, generation }) => watched.push([at - start, value, generation]),
      complete: () => watched.push(made.handle.finished ? 'finished' : 'died'),
    })
    await made.clock.advance(6_000)
    expect(watched).toEqual([
      [1_000, 'step 1', 1],
      [2_000, 'step 2', 1],
      [3_000, 'step 3', 1],
      [4_000, 'step 4', 1],
      [5_000, 'step 5', 1],
      'finished',
    ])
    expect(made.phases()).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect(made.handle.cause).toEqual({ kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' })
    expect(await made.handle.result).toBe('done')
    expect(made.told('restart')).toEqual([])
  })

  test('that throws has crashed, is run again, and its result is that of the run that returned', async () => {
    const made = scene(({ generation }) => {
      if (generation < 3) throw new TypeError(`bug ${generation}`)
      return `run ${generation}`
    })
    const result = made.handle.result
    await made.clock.advance(1_000)
    expect(await result).toBe('run 3')
    expect(made.told('restart').map(({ cause }) => cause)).toEqual([
      { kind: 'crash', by: 'us', detail: 'bug 1' },
      { kind: 'crash', by: 'us', detail: 'bug 2' },
    ])
    expect(made.handle.restarts).toBe(2)
    expect(made.phases()).toEqual([
      ...['connecting', 'alive', 'dead', 'failed'],
      ...['connecting', 'alive', 'dead', 'failed'],
      ...['connecting', 'alive', 'dead', 'stopped'],
    ])
  })

  test('that stops beating is hung: its signal aborts with the verdict, and it is run again', async () => {
    const reasons: unknown[] = []
    const made = scene(async ({ beat, signal, generation }) => {
      beat()
      if (generation === 2) return 'second'
      await made.pass(100_000, signal).catch((reason: unknown) => {
        reasons.push(reason)
        throw reason
      })
      return 'first'
    })
    await made.clock.advance(BOUND_MS - 100 - 50)
    expect(made.handle.phase).toBe('suspect')
    await made.clock.advance(100 + 50)
    expect(reasons).toEqual([expect.any(ConnectionError)])
    expect(reasons[0]).toMatchObject({ cause: { kind: 'silent' } })
    await made.clock.advance(200)
    expect(await made.handle.result).toBe('second')
    expect([made.handle.generation, made.handle.left, made.told('left')]).toEqual([2, 0, []])
    expect(made.told('restart')).toMatchObject([{ cause: { kind: 'silent' } }])
  })

  test('that is watched for nothing but its end may be silent for ever', async () => {
    const made = scene(({ signal }) => made.pass(1e6, signal).then(() => 'late'), { heartbeat: 'none' })
    await made.clock.advance(1e6 + 1)
    expect(await made.handle.result).toBe('late')
  })

  test('that nobody said how to watch has 25 s', async () => {
    const world = testWorld()
    world.supervisor.run(
      'work',
      task(() => new Promise(() => {})),
    )
    await world.clock.advance(24_900)
    expect(world.phases('work')).toEqual(['connecting', 'alive', 'suspect'])
    await world.clock.advance(200)
    expect(world.phases('work').at(-1)).toBe('dead')
  })

  test('that heeds its signal late has the time its supervisor gives it, and no more than one run goes on', async () => {
    let running = 0
    let most = 0
    const made = scene(
      async ({ signal }) => {
        running += 1
        most = Math.max(most, running)
        await made.pass(100_000, signal).catch(() => made.pass(3_000))
        running -= 1
        throw signal.reason
      },
      { shutdownMs: 4_000, intensity: { restarts: 100 } },
    )
    await made.clock.advance(3 * (BOUND_MS + 3_000 + 150))
    expect(made.handle.generation).toBe(4)
    expect([most, made.told('left')]).toEqual([1, []])
  })
})

describe('A task that is stopped', () => {
  test('is told by its signal, and may still return something', async () => {
    const made = scene(async ({ signal }) => {
      await made.pass(100_000, signal).catch(() => made.pass(500))
      return 'what there was'
    })
    await made.clock.advance(100)
    const stopped = made.handle.stop()
    await made.clock.advance(499)
    expect(made.handle.phase).toBe('dead')
    await made.clock.advance(2)
    await stopped
    expect([made.handle.phase, made.handle.finished, made.handle.cause]).toEqual([
      'stopped',
      false,
      { kind: 'cancelled', by: 'us' },
    ])
    expect(await made.handle.result).toBe('what there was')
  })

  test('rejects whoever waits for its result with the cause', async () => {
    const made = scene(({ signal }) => made.pass(100_000, signal).then(() => ''))
    const result = settled(made.handle.result)
    await made.clock.advance(100)
    void made.handle.stop()
    await made.clock.advance(100)
    void result
    await expect(made.handle.result).rejects.toMatchObject({ cause: { kind: 'cancelled' } })
  })

  test('before its first turn never runs', async () => {
    let runs = 0
    const made = scene(() => {
      runs += 1
      return ''
    })
    const stopped = made.handle.stop()
    await made.clock.advance(10)
    await stopped
    expect([runs, made.phases()]).toEqual([0, ['connecting', 'stopped']])
  })

  test('by whoever is told that it is alive never runs', async () => {
    let runs = 0
    const made = scene(() => {
      runs += 1
      return ''
    })
    made.handle.phase$.subscribe(({ phase }) => {
      if (phase === 'alive') void made.handle.stop()
    })
    await made.clock.advance(10)
    expect([runs, made.handle.phase]).toEqual([0, 'stopped'])
  })

  test('at once is left at once, unless it heeds its signal in the same turn', async () => {
    for (const [heeds, left] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const made = scene(({ signal }) => made.pass(100_000, heeds ? signal : undefined).then(() => ''))
      await made.clock.advance(100)
      void made.handle.stop({ now: true })
      await made.clock.advance(1)
      expect([made.handle.phase, made.handle.left]).toEqual(['stopped', left])
    }
  })
})

describe('A task that heeds no signal', () => {
  test('is left when its time is over; its supervisor says so at its end', async () => {
    const made = scene(() => new Promise<string>(() => {}), { shutdownMs: 1_000, heartbeat: 'none' })
    await made.clock.advance(100)
    void made.supervisor.stop()
    await made.clock.advance(1_100)
    expect(await made.supervisor.ended).toEqual({ kind: 'stopped', killed: ['work'], left: ['work'] })
    expect(made.told('left')).toMatchObject([{ id: 'work', generation: 1 }])
    expect(made.handle.left).toBe(1)
  })

  test('and was hung is left behind, and neither its beats nor its result are heard in a later run', async () => {
    const beats: (value: string) => void = (value) => beatLate(value)
    let beatLate: (value: string) => void = () => {}
    let returnLate: (value: string) => void = () => {}
    const made = scene(
      ({ beat, generation }) => {
        if (generation > 1) return new Promise(() => {})
        beatLate = beat
        return new Promise((resolve) => {
          returnLate = resolve
        })
      },
      { shutdownMs: 500 },
    )
    const heard: unknown[] = []
    made.handle.beats$.subscribe(({ value }) => heard.push(value))
    await made.clock.advance(BOUND_MS + 500 + 150)
    expect([made.handle.phase, made.handle.generation, made.handle.left]).toEqual(['alive', 2, 1])
    const { silentMs } = made.handle
    beats('late')
    expect([heard, made.handle.silentMs]).toEqual([[], silentMs])
    returnLate('late')
    await made.clock.advance(1)
    expect([made.handle.phase, made.handle.left]).toEqual(['alive', 0])
    // What has ended after all is nobody's that was left.
    void made.supervisor.stop({ now: true })
    await made.clock.advance(1)
    expect(await made.supervisor.ended).toEqual({ kind: 'stopped', killed: [], left: ['work'] })
  })

  test('but ends before its supervisor does is no longer said to be left', async () => {
    let end: (value: string) => void = () => {}
    const made = scene(
      () =>
        new Promise((resolve) => {
          end = resolve
        }),
      { heartbeat: 'none', shutdownMs: 100 },
    )
    await made.clock.advance(10)
    void made.handle.stop()
    await made.clock.advance(200)
    expect(made.handle.left).toBe(1)
    end('after all')
    await made.clock.advance(1)
    void made.supervisor.stop()
    await made.clock.advance(10)
    expect(await made.supervisor.ended).toMatchObject({ kind: 'stopped' })
    expect(await made.supervisor.ended).not.toHaveProperty('left')
  })
})

describe('What is run again', () => {
  test.each<[RunOptions['restart'], 'returns' | 'throws', number]>([
    ['transient', 'returns', 0],
    ['transient', 'throws', 1],
    ['permanent', 'returns', 1],
    ['permanent', 'throws', 1],
    ['temporary', 'returns', 0],
    ['temporary', 'throws', 0],
  ])('a %s task whose first run %s is restarted %i times', async (restart = 'transient', how, restarts) => {
    const made = scene(
      ({ generation, signal }) => {
        if (generation > 1) return made.pass(100_000, signal).then(() => '')
        if (how === 'throws') throw new Error('boom')
        return 'done'
      },
      { restart, heartbeat: 'none' },
    )
    await made.clock.advance(1_000)
    expect(made.handle.restarts).toBe(restarts)
    expect(made.handle.phase).toBe(restarts === 1 ? 'alive' : how === 'throws' ? 'failed' : 'stopped')
  })

  test('too often is given up, and what it died of last is the reason its result never came', async () => {
    const made = scene(() => Promise.reject(new Error('always')), { intensity: { restarts: 1 } })
    const result = settled(made.handle.result)
    await made.clock.advance(1_000)
    expect(made.told('gave-up')).toMatchObject([{ id: 'work', of: 'child' }])
    expect(made.handle.phase).toBe('failed')
    void result
    await expect(made.handle.result).rejects.toMatchObject({
      cause: { kind: 'crash', error: expect.objectContaining({ message: 'always' }) },
    })
  })
})

describe('After restarts in vain', () => {
  test('another task takes the place, and is told of; what failed says why', async () => {
    const asked: unknown[] = []
    const made = scene(
      ({ generation }) => {
        throw new Error(`old ${generation}`)
      },
      {
        intensity: { restarts: 100 },
        replace: {
          after: 2,
          with(handle, causes) {
            asked.push(
              handle === made.handle,
              causes.map((cause) => 'detail' in cause && cause.detail),
            )
            return task<string, string>(({ generation }) => `new ${generation}`, { name: 'the other one' })
          },
        },
      },
    )
    await made.clock.advance(1_000)
    expect(asked).toEqual([true, ['old 1', 'old 2', 'old 3']])
    expect(made.told('replaced')).toMatchObject([{ id: 'work', program: 'the other one', restarts: 2 }])
    expect(await made.handle.result).toBe('new 4')
  })

  test('a task of another kind is refused, which is a crash like any other', async () => {
    const made = scene(() => Promise.reject(new Error('always')), {
      intensity: { restarts: 2 },
      replace: { after: 0, with: () => JSON.parse('{"kind":"thread"}') },
    })
    await made.clock.advance(1_000)
    const [gaveUp] = made.told('gave-up')
    expect(gaveUp?.causes.at(-1)).toMatchObject({
      kind: 'crash',
      detail: 'replace.with: expected another task',
    })
  })
})

describe('What a task takes', () => {
  test.each<[string, RunOptions]>([
    ['backoff', JSON.parse('{"backoff":{}}')],
    ['retry', JSON.parse('{"retry":null}')],
    ['connect.nonsense', JSON.parse('{"nonsense":1}')],
    ['heartbeat.everyMs', { heartbeat: { everyMs: 1 } }],
    ['heartbeat.protocol.beat', { heartbeat: { protocol: { beat: 'ping', pong: null } } }],
    ['replace.after', { replace: { after: -1, with: () => task(() => {}) } }],
    ['replace.with', { replace: JSON.parse('{"after":1}') }],
    ['replace.often', { replace: JSON.parse('{"after":1,"often":true}') }],
    ['restart', JSON.parse('{"restart":"always"}')],
  ])('a bad %s is refused by name', async (option, options) => {
    const { supervisor } = testWorld()
    expect(() =>
      supervisor.run(
        'work',
        task(() => {}),
        options,
      ),
    ).toThrow(expect.objectContaining({ name: 'OptionError', option }))
    expect(supervisor.children).toEqual([])
    await supervisor.stop()
  })

  test('no function, and no program, are refused', async () => {
    const { supervisor } = testWorld()
    expect(() => task(JSON.parse('{}'))).toThrow(OptionError)
    expect(() => task(() => {}, JSON.parse('{"nam":""}'))).toThrow(OptionError)
    expect(() => supervisor.run('work', JSON.parse('{}'))).toThrow(OptionError)
    await supervisor.stop()
  })

  test('frames are none of its business', async () => {
    const made = scene(({ signal }) => made.pass(100_000, signal).then(() => ''))
    await made.clock.advance(10)
    await expect(made.handle.send('hello')).rejects.toMatchObject({ name: 'OptionError', option: 'payload' })
    void made.handle.stop()
    await made.clock.advance(10)
  })

  test.each<[string, string]>([
    ['its own', task(async function crunch() {}).name],
    ['the one it was given', task(() => {}, { name: 'resize' }).name],
    ['none', task(() => {}).name],
  ])('it shows a name: %s', (_, name) => {
    expect(['crunch', 'resize', 'task']).toContain(name)
  })
})
