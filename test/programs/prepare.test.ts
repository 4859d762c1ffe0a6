import { describe, expect, test } from 'vitest'
import type { Connection, RunOptions } from '../../src/index.ts'
import { NEVER } from '../../src/machines/never.ts'
import type { Plan } from '../../src/machines/options.ts'
import { listenOnly, pingPong } from '../../src/machines/protocol.ts'
import { prepared, type Usual } from '../../src/programs/prepare.ts'
import { task } from '../../src/programs/task.ts'
import { childPlan } from '../../src/supervisor/child.ts'
import { testWorld } from '../support/world.ts'

/** The plan that follows from options. */
async function planOf(options: RunOptions, usual: Partial<Usual> = {}, shutdownMs = 5_000): Promise<Plan> {
  const { supervisor } = testWorld()
  let found: Plan | null = null
  const program = task(() => {})
  const make = prepared<Connection>(
    program,
    { protocol: listenOnly, isWatched: true, ...usual },
    options,
    { ...childPlan({}, supervisor.branch.plan.defaults), shutdownMs },
    (plan) => {
      found = plan
      return supervisor.run('a', program)
    },
  )
  const { keeper } = supervisor.run('b', program)
  make(keeper)
  await supervisor.stop()
  if (found === null) throw new Error('nothing was made')
  return found
}

describe('A program', () => {
  test('is never dialled again by itself', async () => {
    const { retry } = await planOf({})
    expect(retry({ kind: 'eof', by: 'peer' }, 0)).toBe(false)
  })

  test.each<[string, RunOptions, Partial<Usual>, number | undefined]>([
    ['unasked, where its kind is', {}, {}, 10_000],
    ['as it is asked', { heartbeat: { everyMs: 500 } }, {}, 500],
    ['not, where its kind is not', {}, { isWatched: false }, undefined],
    ['where its kind is not, when it is asked', { heartbeat: {} }, { isWatched: false }, 10_000],
    ['not, when that is asked', { heartbeat: 'none' }, {}, undefined],
  ])('is watched %s', async (_, options, usual, everyMs) => {
    expect((await planOf(options, usual)).heartbeat?.everyMs).toBe(everyMs)
  })

  test('speaks the protocol of its kind unless it is told another one', async () => {
    expect((await planOf({ heartbeat: {} })).beat).toBeNull()
    await expect(planOf({ heartbeat: { protocol: pingPong } })).rejects.toThrow(/takes no frames/)
  })

  test('says by the heartbeat of its kind alone that it is up, watched or not', async () => {
    const sorted = async (options: RunOptions, usual: Partial<Usual>) => {
      const found: string[] = []
      const sorter = (await planOf(options, usual)).sorter?.()
      for (const text of ['pong', 'ping', 'tick'])
        sorter?.sort(new TextEncoder().encode(text), true, {
          awaitedPongs: 0,
          ponged: () => found.push('ponged'),
          pinged: () => found.push('pinged'),
          business: (data) => found.push(new TextDecoder().decode(data)),
        })
      return found
    }
    const speaks = { protocol: pingPong, isWatched: false }
    expect(await sorted({}, speaks)).toEqual(['ponged', 'ping', 'tick'])
    expect(await sorted({}, { isWatched: false })).toEqual([])
    const own = { beat: null, pong: 'tick' }
    await expect(sorted({ heartbeat: { protocol: own } }, speaks)).resolves.toEqual([
      'pong',
      'ping',
      'ponged',
    ])
  })

  test.each(['heartbeat', 'firstFrameTimeoutMs', 'readTimeoutMs', 'idleMs', 'staleAfterMs'])(
    'of which nothing is heard is not judged by that: no %s',
    async (option) => {
      const asked: RunOptions = JSON.parse(`{"${option}":${option === 'heartbeat' ? '{}' : '1000'}}`)
      const unheard = { isWatched: false, unheard: 'it is dumb' }
      await expect(planOf(asked, unheard)).rejects.toMatchObject({
        option,
        message: `${option}: nothing is heard of this program: it is dumb`,
      })
      await planOf(asked, { isWatched: false })
      await planOf(JSON.parse(`{"${option}":${option === 'heartbeat' ? '"none"' : 'false'}}`), unheard)
    },
  )

  test('has as long to end in order as its supervisor gives it', async () => {
    const times = await Promise.all([
      planOf({}, {}, 700),
      planOf({}, {}, 0),
      planOf({}, {}, NEVER),
      planOf({ closeTimeoutMs: 100 }, {}, 700),
    ])
    expect(times.map(({ closeTimeoutMs }) => closeTimeoutMs)).toEqual([700, 1, 2 ** 31, 100])
  })

  test.each(['backoff', 'retry', 'rotation'])('has no %s, and is told why', async (option) => {
    await expect(planOf(JSON.parse(`{"${option}":{}}`))).rejects.toMatchObject({
      name: 'OptionError',
      option,
    })
  })
})
