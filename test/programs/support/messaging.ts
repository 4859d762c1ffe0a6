/** What holds for every program that speaks by messages, run by the tests of each. */
import { describe, expect } from 'vitest'
import type { Program } from '../../../src/index.ts'
import type { MessagingOptions, OutputOptions, ProgramHandle } from '../../../src/programs/programs.ts'
import { until } from '../../network/support/until.ts'
import { isRunning, says, test, textsOf } from './crew.ts'

const PACE = { everyMs: 300, timeoutMs: 200, misses: 2 }

type Make = (orders: readonly string[], options?: OutputOptions & MessagingOptions) => Program<ProgramHandle>

/** @param kind `thread` or `process`, as causes call it. */
export function messagingContract(kind: 'thread' | 'process', make: Make): void {
  const watched = { heartbeat: PACE, firstFrameTimeoutMs: 10_000 }

  describe.concurrent(`A ${kind} that runs`, () => {
    test('answers pings, takes frames and says some', async ({ crew }) => {
      const handle = crew.run(make(['say up']), watched)
      const texts = textsOf(handle)
      await says(texts, 'up')
      await handle.send('say hello')
      await says(texts, 'hello')
      expect(texts).toEqual(['up', 'hello'])
      expect(handle.pid === null).toBe(kind === 'thread')
    })

    test('answers pings where messages are JSON values, too', async ({ crew }) => {
      const handle = crew.run(make(['say up'], { messages: 'json' }), watched)
      const texts = textsOf(handle)
      await says(texts, '"up"')
      await until('a round trip is measured', () => handle.lastRttMs)
      expect(texts).toEqual(['"up"'])
    })

    test('and says by a pong that it is up says nothing else by that, watched or not', async ({ crew }) => {
      const handle = crew.run(make(['ping', 'say up']), { firstFrameTimeoutMs: 10_000 })
      const texts = textsOf(handle)
      await says(texts, 'up')
      await handle.send('ping')
      await handle.send('say on')
      await says(texts, 'on')
      expect([texts, handle.counts.frames]).toEqual([['up', 'on'], 2])
    })

    test('in an endless loop is found silent, ended, and run again', async ({ crew }) => {
      const handle = crew.run(make(['say up']), watched)
      const texts = textsOf(handle)
      await says(texts, 'up')
      const { pid } = handle
      await handle.send('spin')
      await crew.enters('suspect')
      expect(await crew.tells('restart')).toMatchObject({ cause: { kind: 'silent', by: 'peer' } })
      if (pid !== null) expect(isRunning(pid)).toBe(false)
      await crew.enters('alive', 2)
    })

    test('and exits with 0 has finished', async ({ crew }) => {
      const handle = crew.run(make(['say up', 'print last words']))
      await says(textsOf(handle), 'up')
      await handle.send('exit 0')
      await handle.ended()
      expect([handle.finished, handle.restarts]).toEqual([true, 0])
      expect(handle.exit).toMatchObject({ code: 0, stdout: 'last words\n' })
      expect(handle.output.stdout).toBe('last words\n')
    })

    test('and exits with 1 has failed, says why, and is run again', async ({ crew }) => {
      const handle = crew.run(make(['say up', 'complain no disk']))
      await says(textsOf(handle), 'up')
      await handle.send('exit 1')
      const detail = `the ${kind} exited with code 1: no disk`
      const cause = { kind: 'reset', by: 'network', detail, of: 'program' }
      expect(await crew.tells('restart')).toMatchObject({ cause })
      expect(crew.told('exited')).toMatchObject([{ generation: 1, code: 1, stderr: 'no disk\n' }])
      await crew.enters('alive', 2)
    })

    test('and throws at its start has failed, with what it threw', async ({ crew }) => {
      const handle = crew.run(make(['throw']), { restart: 'temporary' })
      await handle.ended()
      expect(handle.phase).toBe('failed')
      const told = JSON.stringify([handle.cause, handle.exit])
      expect(told).toContain('this program has a bug')
      expect(handle.exit?.code).toBe(1)
    })

    test('and floods its output is not held up, and only the end of it is kept', async ({ crew }) => {
      const handle = crew.run(make(['flood 50'], { keepBytes: 10_000 }))
      await says(textsOf(handle), 'flooded')
      await handle.stop()
      const { stdout = '' } = handle.exit ?? {}
      expect(stdout.length).toBeGreaterThan(8_000)
      expect(stdout.length).toBeLessThanOrEqual(10_000)
    })

    test('and is asked to end by its goodbye ends by itself', async ({ crew }) => {
      const handle = crew.run(make(['say up'], { goodbye: 'exit 5' }))
      await says(textsOf(handle), 'up')
      await handle.stop()
      expect([handle.phase, handle.exit?.code, handle.cause?.kind]).toEqual(['stopped', 5, 'cancelled'])
    })

    test('and is asked to end without one is gone when that has been done', async ({ crew }) => {
      const handle = crew.run(make(['say up', 'stay']))
      await says(textsOf(handle), 'up')
      const { pid } = handle
      await handle.stop()
      expect(handle.exit).not.toBeNull()
      if (pid !== null) expect(isRunning(pid)).toBe(false)
    })

    test('and is stopped while it starts is gone, and nothing of it was heard', async ({ crew }) => {
      const handle = crew.run(make(['say up', 'stay']))
      await handle.stop()
      expect([crew.path, handle.counts.frames]).toEqual([['connecting', 'stopped'], 0])
      expect(handle.exit?.generation).toBe(1)
      if (handle.exit?.pid) expect(isRunning(handle.exit.pid)).toBe(false)
    })

    test('in vain is replaced, and the one in its place is started in its stead from then on', async ({
      crew,
    }) => {
      const failures: unknown[] = []
      const handle = crew.run(make(['complain broken', 'exit 7']), {
        replace: {
          after: 1,
          with(failed, causes) {
            failures.push(failed.exit?.stderr, failed.exit?.code, causes.length)
            return make(['say I am new'])
          },
        },
      })
      const texts = textsOf(handle)
      await says(texts, 'I am new')
      expect(failures).toEqual(['broken\n', 7, 2])
      expect(crew.told('replaced')).toMatchObject([{ restarts: 1, program: expect.stringMatching(/./) }])
      await handle.send('exit 1')
      await crew.enters('alive', 4)
      expect([crew.told('replaced').length, handle.generation]).toEqual([1, 4])
    })
  })
}
