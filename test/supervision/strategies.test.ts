/**
 * Who is started again with whom: each strategy, each restart type, each way to end. The rules are those of OTP's
 * `supervisor`; where it is another one, the row says so.
 */
import { describe, expect, test } from 'vitest'
import type { ChildOptions, StrategyName } from '../../src/index.ts'
import { Troupe, type Way } from './support/troupe.ts'

type Restart = NonNullable<ChildOptions['restart']>

/** Of a, b, c, when b is started again. */
const SCOPES: Readonly<Record<StrategyName, readonly string[]>> = {
  one_for_one: ['b'],
  one_for_all: ['a', 'b', 'c'],
  rest_for_one: ['b', 'c'],
}

const RULES: readonly [Restart, Way, boolean, string][] = [
  ['permanent', 'crashes', true, 'a permanent child is always started again'],
  ['permanent', 'fails', true, 'a permanent child is always started again'],
  ['permanent', 'is stopped', false, 'what its user stopped is nobody’s to start again'],
  ['transient', 'crashes', true, 'a transient child is started again after an abnormal end'],
  ['transient', 'fails', false, 'a transient child is not started again after an orderly end'],
  ['transient', 'is stopped', false, 'what its user stopped is nobody’s to start again'],
  ['temporary', 'crashes', false, 'a temporary child is never started again'],
  ['temporary', 'fails', false, 'a temporary child is never started again'],
  ['temporary', 'is stopped', false, 'what its user stopped is nobody’s to start again'],
]

const STRATEGIES: readonly StrategyName[] = ['one_for_one', 'one_for_all', 'rest_for_one']
const rows = STRATEGIES.flatMap((strategy) => RULES.map((rule) => [strategy, ...rule] as const))

test.each(rows)(
  '%s, and a %s child that %s: started again %s (%s)',
  async (strategy, restart, way, again) => {
    const troupe = new Troupe({ strategy })
    troupe.worker('a')
    troupe.worker('b', { restart })
    troupe.worker('c')
    await troupe.pass(0)
    expect(troupe.begun).toEqual(['a', 'b', 'c'])
    await troupe.end(way, 'b')
    await troupe.pass(100)
    const { steps } = troupe
    const scope = again ? SCOPES[strategy] : []
    const siblings = scope.filter((id) => id !== 'b').reverse()
    expect(steps.filter((step) => step.startsWith('+'))).toEqual(scope.map((id) => `+${id}`))
    // Nobody else was so much as told to stop.
    expect(steps.filter((step) => step.startsWith('~') && step !== '~b')).toEqual(
      siblings.map((id) => `~${id}`),
    )
    await troupe.top.stop()
    expect(troupe.clock.pending).toBe(0)
  },
)

describe('Of the siblings that are started with it', () => {
  const group = async (strategy: StrategyName = 'one_for_all'): Promise<Troupe> => {
    const troupe = new Troupe({ strategy })
    troupe.worker('a')
    troupe.worker('b')
    await troupe.pass(0)
    return troupe
  }

  test('one that had finished is started again: who needs the others has nothing to finish without them', async () => {
    const troupe = await group()
    const before = troupe.connection('a')
    await troupe.end('fails', 'a')
    void troupe.steps
    await troupe.crash('b')
    await troupe.pass(100)
    expect(troupe.steps).toEqual(['!b', 'b in 100', '+a', '+b'])
    // Whoever holds the old handle sees it end, whatever becomes of the new one.
    expect([before.phase, troupe.connection('a').phase]).toEqual(['failed', 'alive'])
  })

  test('a temporary one is stopped with them, and not started', async () => {
    const troupe = await group()
    troupe.worker('brief', { restart: 'temporary' })
    await troupe.pass(0)
    void troupe.steps
    await troupe.crash('b')
    await troupe.pass(100)
    expect(troupe.steps).toEqual(['!b', 'b in 100', '~brief', '-brief', '~a', '-a', '+a', '+b'])
    await troupe.connection('brief').ended()
  })

  test('one that its user stopped stays so, unlike OTP’s: who stopped it knows better', async () => {
    const troupe = await group()
    await troupe.connection('a').stop()
    await troupe.crash('b')
    void troupe.steps
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['b'])
  })

  test('one that was given up alone stays so', async () => {
    const troupe = await group()
    troupe.worker('hopeless', { crashes: 1, intensity: { restarts: 0 }, whenGivenUp: 'keep' })
    await troupe.crash('b')
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['a', 'b', 'hopeless', 'a', 'b'])
  })

  test('each is up in its place again: order is that of declaration, whoever failed', async () => {
    const troupe = new Troupe({ strategy: 'rest_for_one' })
    troupe.workers('a', 'b', 'c', 'd')
    await troupe.pass(0)
    void troupe.steps
    await troupe.crash('c')
    await troupe.pass(100)
    expect(troupe.steps).toEqual(['!c', 'c in 100', '~d', '-d', '+c', '+d'])
    await troupe.crash('a')
    await troupe.pass(100)
    expect(troupe.steps).toEqual([
      '!a',
      'a in 100',
      '~d',
      '-d',
      '~c',
      '-c',
      '~b',
      '-b',
      '+a',
      '+b',
      '+c',
      '+d',
    ])
  })
})

test('Under one_for_one two crashes in one tick are two restarts; under one_for_all they are one', async () => {
  const counts = async (strategy: StrategyName): Promise<[number, number]> => {
    const troupe = new Troupe({ strategy })
    troupe.workers('a', 'b', 'c')
    await troupe.pass(0)
    await troupe.crash('a', 'b')
    await troupe.pass(100)
    expect(troupe.begun).toEqual(
      strategy === 'one_for_one' ? ['a', 'b', 'c', 'a', 'b'] : ['a', 'b', 'c', 'a', 'b', 'c'],
    )
    const told = troupe.events.filter(({ kind }) => kind === 'restart').length
    return [told, troupe.events.filter(({ kind }) => kind === 'gave-up').length]
  }
  expect(await counts('one_for_one')).toEqual([2, 0])
  expect(await counts('one_for_all')).toEqual([1, 0])
})
