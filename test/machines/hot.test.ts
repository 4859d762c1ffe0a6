import { take } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { Hot } from '../../src/machines/hot.ts'

function logged(hot: Hot<string>, log: string[] = []): { log: string[]; leave(): void } {
  const subscription = hot.stream$.subscribe({
    next: (value) => log.push(value),
    complete: () => log.push('complete'),
  })
  return { log, leave: () => subscription.unsubscribe() }
}

describe('A hot stream', () => {
  test('is told to everybody who is subscribed by then, in the order of subscribing', () => {
    const hot = new Hot<string>()
    hot.next('nobody hears')
    const log: string[] = []
    hot.stream$.subscribe((value) => log.push(`first ${value}`))
    hot.next('a')
    hot.stream$.subscribe((value) => log.push(`second ${value}`))
    hot.next('b')
    expect(log).toEqual(['first a', 'first b', 'second b'])
  })

  test('knows whether anybody is subscribed', () => {
    const hot = new Hot<string>()
    expect(hot.observed).toBe(false)
    const one = logged(hot)
    const other = logged(hot)
    one.leave()
    expect(hot.observed).toBe(true)
    other.leave()
    expect(hot.observed).toBe(false)
    hot.next('a')
    expect([one.log, other.log]).toEqual([[], []])
  })

  test('completes for those who are there and for those who come later, and nobody is subscribed any more', () => {
    const hot = new Hot<string>()
    const early = logged(hot)
    hot.next('a')
    hot.complete()
    hot.next('b')
    expect(early.log).toEqual(['a', 'complete'])
    expect(hot.observed).toBe(false)
    expect(logged(hot).log).toEqual(['complete'])
    hot.complete()
    expect(early.log).toEqual(['a', 'complete'])
  })
})

describe('While a hot stream tells something', () => {
  test('whoever subscribes hears only what follows', () => {
    const hot = new Hot<string>()
    const late: string[] = []
    hot.stream$.pipe(take(1)).subscribe(() => logged(hot, late))
    hot.next('a')
    hot.next('b')
    expect(late).toEqual(['b'])
  })

  test('whoever leaves hears no more of it, and nobody else misses it', () => {
    const hot = new Hot<string>()
    hot.stream$.subscribe(() => second.leave())
    const second = logged(hot)
    const third = logged(hot)
    hot.next('a')
    expect([second.log, third.log]).toEqual([[], ['a']])
  })
})

describe('Whoever feeds a hot stream', () => {
  test('is told of each subscriber, who can be told at once what has waited', () => {
    const waiting = ['a', 'b', 'c']
    const hot: Hot<string> = new Hot(() => {
      while (hot.observed) {
        const value = waiting.shift()
        if (value === undefined) break
        hot.next(value)
      }
    })
    const log: string[] = []
    // Who has had enough is gone at once: the rest waits for the next one.
    hot.stream$.pipe(take(2)).subscribe((value) => log.push(value))
    expect(log).toEqual(['a', 'b'])
    expect(waiting).toEqual(['c'])
    expect(logged(hot).log).toEqual(['c'])
  })

  test('may complete it in the middle of a subscription', () => {
    const hot: Hot<string> = new Hot(() => hot.complete())
    expect(logged(hot).log).toEqual(['complete'])
    expect(hot.observed).toBe(false)
  })
})
