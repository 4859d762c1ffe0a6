/**
 * Workers under supervision, as threads and as processes: whatever way they fail, it is told apart, another one takes
 * their place, and none is left behind.
 */
import { ChildProcess, fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { describe, expect } from 'vitest'
import { type Connection, type ConnectOptions, pingPong } from '../../src/index.ts'
import { type WorkerProgram, worker } from '../../src/transport/worker.ts'
import { expectInTime, ROUNDING_MS } from './support/bounds.ts'
import { nowMs } from './support/monotonic.ts'
import { happened, until } from './support/until.ts'
import { framesOf, test, type World } from './support/world.ts'

const PEER = new URL('./peers/worker.mjs', import.meta.url)
const PACE = { everyMs: 400, timeoutMs: 300, misses: 2 }
const BOUND_MS = PACE.everyMs + PACE.misses * PACE.timeoutMs

const KINDS: readonly [string, () => WorkerProgram][] = [
  ['thread', () => new Worker(PEER)],
  ['process', () => fork(PEER, { execArgv: [] })],
]

interface Crew {
  readonly connection: Connection
  /** Every worker that was started, oldest first. */
  readonly workers: readonly WorkerProgram[]
  readonly frames: readonly string[]
}

/** A connection to a worker that is up. */
async function crew(world: World, start: () => WorkerProgram, options: ConnectOptions = {}): Promise<Crew> {
  const workers: WorkerProgram[] = []
  const connection = world.supervisor.connect(
    'w',
    worker(() => {
      const made = start()
      workers.push(made)
      made.on('exit', happened)
      return made
    }),
    // It says when it is up: until then a loaded machine may take its time.
    {
      heartbeat: { protocol: pingPong, ...PACE },
      backoff: { firstMs: 50 },
      firstFrameTimeoutMs: 10_000,
      ...options,
    },
  )
  const frames = framesOf(connection)
  await until('the worker is up', () => frames.includes('up'))
  return { connection, workers, frames }
}

function isGone(program: WorkerProgram | undefined): boolean {
  if (program instanceof ChildProcess) return program.exitCode !== null || program.signalCode !== null
  return program === undefined || program.threadId === -1
}

/** Dead for a reason, then another worker in its place, which is up. */
async function isReplaced(world: World, { workers, frames }: Crew) {
  const dead = await world.enters('w', 'dead')
  await until('another worker is up', () => frames.filter((frame) => frame === 'up').length === 2)
  const path = world.path('w')
  const from = path.indexOf('dead')
  expect(path.slice(from, from + 4)).toEqual(['dead', 'backoff', 'connecting', 'alive'])
  expect(workers.map(isGone)).toEqual([true, false])
  return dead
}

describe.concurrent.each(KINDS)('a %s', (kind, start) => {
  test('in a busy loop is found silent, ended and replaced', async ({ world }) => {
    const made = await crew(world, start)
    await until(
      'it has answered',
      () => made.connection.counts.beats > 0 && made.connection.lastRttMs !== null,
    )
    const spunAt = nowMs()
    await made.connection.send('spin')
    const dead = await isReplaced(world, made)
    expect(dead).toMatchObject({ from: 'suspect', cause: { kind: 'silent', by: 'peer' } })
    expect(dead.at - spunAt).toBeGreaterThanOrEqual(PACE.misses * PACE.timeoutMs - ROUNDING_MS)
    expectInTime(world, spunAt, dead.at, BOUND_MS)
  })

  test('that exits with a code is told with it, and replaced', async ({ world }) => {
    const made = await crew(world, start)
    await made.connection.send('exit 3')
    const { cause } = await isReplaced(world, made)
    expect(cause).toEqual({
      kind: 'reset',
      by: 'network',
      detail: `the ${kind} exited with code 3`,
      of: 'program',
    })
  })

  test('that is done says so', async ({ world }) => {
    const made = await crew(world, start)
    await made.connection.send('exit 0')
    const { cause } = await isReplaced(world, made)
    expect(cause).toEqual({ kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' })
  })

  test('that is stopped is gone when stop has resolved, busy loop or not', async ({ world }) => {
    const made = await crew(world, start, { closeTimeoutMs: 300 })
    await made.connection.send('spin')
    await made.connection.stop()
    expect([world.path('w').at(-1), made.workers.map(isGone)]).toEqual(['stopped', [true]])
  })

  test('that is asked nothing any more is gone when its supervisor stops', async ({ world }) => {
    const made = await crew(world, start)
    await world.supervisor.stop()
    expect(made.workers.map(isGone)).toEqual([true])
  })

  test('that is starting when it is stopped is gone, too', async ({ world }) => {
    const workers: WorkerProgram[] = []
    const connection = world.supervisor.connect(
      'w',
      worker(async () => {
        const made = start()
        workers.push(made)
        made.on('exit', happened)
        happened()
        return made
      }),
    )
    await until('it has been started', () => workers.length === 1)
    await connection.stop()
    await until('it is gone', () => isGone(workers[0]))
  })
})

describe.concurrent('a thread', () => {
  test('that throws is told with what it threw, and replaced', async ({ world }) => {
    const made = await crew(world, () => new Worker(PEER))
    await made.connection.send('throw')
    const { cause } = await isReplaced(world, made)
    expect(cause).toEqual({
      kind: 'reset',
      by: 'network',
      detail: 'the thread threw: this worker has a bug',
      of: 'program',
    })
  })
})

describe.concurrent('a process', () => {
  const start = (): ChildProcess => fork(PEER, { execArgv: [], silent: true })

  test('that throws is told by its exit, and replaced', async ({ world }) => {
    const made = await crew(world, start)
    await made.connection.send('throw')
    expect((await isReplaced(world, made)).cause).toMatchObject({ kind: 'reset' })
  })

  test('that is killed is told by the signal, and replaced', async ({ world }) => {
    const made = await crew(world, start)
    signal(made, 'SIGKILL')
    const { cause } = await isReplaced(world, made)
    expect(cause).toEqual({
      kind: 'reset',
      by: 'network',
      detail: 'the process was ended by SIGKILL',
      of: 'program',
    })
  })

  test('that is frozen is found silent, killed for good and replaced', async ({ world }) => {
    const made = await crew(world, start)
    signal(made, 'SIGSTOP')
    expect(await isReplaced(world, made)).toMatchObject({ from: 'suspect', cause: { kind: 'silent' } })
  })

  test('that is frozen while much is sent to it ends by the write deadline', async ({ world }) => {
    const made = await crew(world, start, { heartbeat: 'none', writeTimeoutMs: 300 })
    signal(made, 'SIGSTOP')
    const sent = made.connection.send(`say ${'x'.repeat(900_000)}`)
    await expect(sent).rejects.toMatchObject({ cause: { kind: 'timeout', of: 'write' } })
    await isReplaced(world, made)
  })

  test('that takes much, but slowly, takes all of it', async ({ world }) => {
    const made = await crew(world, start, { writeTimeoutMs: 10_000 })
    const sends = Array.from({ length: 5 }, (_, index) =>
      made.connection.send(`say ${index}${'x'.repeat(900_000)}`),
    )
    await Promise.all(sends)
    await until('all came back', () => made.frames.filter((frame) => frame.length > 900_000).length === 5)
    expect(made.frames.slice(1).map((frame) => frame[0])).toEqual(['0', '1', '2', '3', '4'])
  })

  test('that closes its channel and runs on has said goodbye, and is ended', async ({ world }) => {
    const made = await crew(world, start)
    await made.connection.send('disconnect')
    const { cause } = await isReplaced(world, made)
    expect(cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
  })
})

function signal({ workers }: Crew, name: NodeJS.Signals): void {
  const [program] = workers
  if (program instanceof ChildProcess) program.kill(name)
}
