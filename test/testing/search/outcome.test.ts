import { config, Subject } from 'rxjs'
import { expect, test } from 'vitest'
import { outcomeOf } from '../../../src/testing/search/outcome.ts'

test('A run that ends well has no outcome, one that rejects has its error', async () => {
  expect(await outcomeOf(async () => 1)).toBeNull()
  const error = new Error('rejected')
  expect(await outcomeOf(() => Promise.reject(error))).toEqual({ error })
})

test('What a subscriber throws counts as thrown by the run, before what follows from it', async () => {
  const error = new Error('thrown in a subscriber')
  const outcome = await outcomeOf(async () => {
    const said$ = new Subject<string>()
    said$.subscribe(() => {
      throw error
    })
    said$.next('hello')
    throw new Error('so nobody heard it')
  })
  expect(outcome?.error).toBe(error)
})

test('Whoever looked after such errors before does so afterwards', async () => {
  const before = config.onUnhandledError
  const mine = (): void => {}
  config.onUnhandledError = mine
  try {
    await outcomeOf(async () => expect(config.onUnhandledError).not.toBe(mine))
    expect(config.onUnhandledError).toBe(mine)
  } finally {
    config.onUnhandledError = before
  }
})
