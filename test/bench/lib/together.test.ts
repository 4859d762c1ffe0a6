import { describe, expect, test } from 'vitest'
import { Together } from '../../../bench/lib/together.ts'

/** A promise, and who keeps it. */
function promised(): { promise: Promise<void>; keep: () => void } {
  let keep = (): void => {}
  const promise = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { promise, keep }
}

describe('Many courses at once', () => {
  test('Only so many start at the same time, the others in their order', async () => {
    const together = new Together(4, 2)
    const begun: number[] = []
    const starts = [0, 1, 2, 3].map(() => promised())
    const all = starts.map(({ promise }, index) =>
      together.start(async () => {
        begun.push(index)
        await promise
        return index
      }),
    )
    expect(begun).toEqual([0, 1])
    starts[1]?.keep()
    expect(await all[1]).toBe(1)
    expect(begun).toEqual([0, 1, 2])
    for (const { keep } of starts) keep()
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3])
  })

  test('A start that fails makes room for the next one', async () => {
    const together = new Together(2, 1)
    const failing = together.start(() => Promise.reject(new Error('on purpose')))
    const next = together.start(() => Promise.resolve('begun'))
    await expect(failing).rejects.toThrow('on purpose')
    expect(await next).toBe('begun')
  })

  test('Nobody goes on before the last one is ready', async () => {
    const together = new Together(2, 1)
    const went: string[] = []
    const first = together.ready().then(() => went.push('first'))
    // More turns than a promise that was kept would need.
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    expect(went).toEqual([])
    await together.ready()
    await first
    expect(went).toEqual(['first'])
  })
})
