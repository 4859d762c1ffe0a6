import { expect, test } from 'vitest'
import { Call, type CallKeeper } from '../../src/rpc/call.ts'
import { DeadlineError } from '../../src/rpc/error.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

function begun(plan: { timeoutMs?: number; signal?: AbortSignal } = {}) {
  const clock = virtualClock()
  const story: unknown[] = []
  const call = new Call(
    { method: 'add', params: [], isNotification: false },
    { timeoutMs: plan.timeoutMs ?? Number.POSITIVE_INFINITY, signal: plan.signal, idempotent: false },
    {
      resolve: (result) => story.push(['resolved', result]),
      reject: (error) => story.push(['rejected', error]),
    },
  )
  const keeper: CallKeeper = {
    clock,
    gaveUp: (_call, error) => {
      story.push('gave up')
      call.reject(error)
    },
    settled: () => story.push('settled'),
  }
  call.begin(keeper)
  return { clock, story, call }
}

test('A call is settled once, and its timer goes with it', async () => {
  const { clock, story, call } = begun({ timeoutMs: 50 })
  expect([call.isOpen, clock.pending]).toEqual([true, 1])
  call.resolve(1)
  call.resolve(2)
  call.reject(new Error('late'))
  await clock.advance(100)
  expect([call.isOpen, clock.pending, story]).toEqual([false, 0, ['settled', ['resolved', 1]]])
})

test('Its deadline gives it up', async () => {
  const { clock, story } = begun({ timeoutMs: 50 })
  await clock.advance(50)
  expect(story).toEqual(['gave up', 'settled', ['rejected', new DeadlineError('add', 50, null)]])
})

test('Its signal gives it up, with the reason, and is left alone afterwards', () => {
  const { signal, abort } = controller()
  const { story } = begun({ signal })
  abort('enough')
  expect(story).toEqual(['gave up', 'settled', ['rejected', 'enough']])
  const other = controller()
  const answered = begun({ signal: other.signal })
  answered.call.resolve(1)
  other.abort('too late')
  expect(answered.story).toEqual(['settled', ['resolved', 1]])
})

function controller() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: (reason: string) => controller.abort(reason) }
}
