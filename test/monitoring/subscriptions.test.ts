import { expect, test } from 'vitest'
import { Subscriptions } from '../../src/monitoring/subscriptions.ts'

test('What watches is ended once, by close or at the end of its block', () => {
  const ended: string[] = []
  {
    using subscriptions = new Subscriptions()
    subscriptions.until(() => ended.push('a'))
    subscriptions.close()
    expect(ended).toEqual(['a'])
    subscriptions.until(() => ended.push('b'))
  }
  expect(ended).toEqual(['a', 'b'])
})
