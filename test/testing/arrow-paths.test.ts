import { createTestModel } from '@xstate/test'
import { describe, expect, test } from 'vitest'
import { assign, fromPromise, setup } from 'xstate'
import { createTestModel as createGraphModel } from 'xstate/graph'
import { arrowPaths } from '../../src/testing/arrow-paths.ts'

/** A door that can be locked only while it is shut. */
const door = setup({
  types: { events: {} as { type: 'open' } | { type: 'shut' } | { type: 'lock' } },
}).createMachine({
  initial: 'shut',
  states: {
    shut: { on: { open: 'open', lock: 'locked' } },
    open: { on: { shut: 'shut' } },
    locked: { type: 'final' },
  },
})

/** Three misses and it is over; an answer starts the count anew. */
const misses = setup({
  types: {
    context: {} as { misses: number; total: number },
    events: {} as { type: 'miss' } | { type: 'answer' },
  },
  guards: { isLast: ({ context }) => context.misses === 2 },
}).createMachine({
  context: { misses: 0, total: 0 },
  initial: 'alive',
  states: {
    alive: {
      on: {
        miss: [
          { guard: 'isLast', target: 'dead' },
          {
            actions: assign({
              misses: ({ context }) => context.misses + 1,
              total: ({ context }) => context.total + 1,
            }),
          },
        ],
        answer: { guard: ({ context }) => context.misses > 0, actions: assign({ misses: 0 }) },
      },
    },
    dead: { type: 'final' },
  },
})

const wordsOf = ({
  steps,
}: {
  readonly steps: readonly { readonly event: { readonly type: string } }[]
}): string => steps.map(({ event }) => event.type).join(' ')
const byMisses = (snapshot: { value: unknown; context: { misses: number } }): string =>
  `${String(snapshot.value)} ${snapshot.context.misses}`

describe('The paths through a small machine', () => {
  test('take every arrow and leave out what another path begins with', () => {
    const paths = arrowPaths(door)
    expect(paths.map(wordsOf)).toEqual(['xstate.init lock', 'xstate.init open shut'])
  })

  test('say after each event the state it leads to, and the start before all', () => {
    const path = arrowPaths(door).at(-1)
    expect(path?.steps.map(({ state }) => state.value)).toEqual(['shut', 'open', 'shut'])
    expect(path?.state.value).toBe('shut')
    expect(path?.weight).toBe(2)
  })

  test('are the same every time', () => {
    expect(arrowPaths(door).map(wordsOf)).toEqual(arrowPaths(door).map(wordsOf))
  })

  test('are refused where nothing can happen: a test along no path would always pass', () => {
    expect(() => arrowPaths(setup({}).createMachine({}))).toThrow(
      'machine: where the machine begins it takes none',
    )
    expect(() => arrowPaths(door, { events: [] })).toThrow('events: where the machine begins it takes none')
  })

  test('try only what the snapshot can take: no answer where none was missed', () => {
    const paths = arrowPaths(misses, { keyOf: byMisses })
    expect(paths.map(wordsOf)).toEqual([
      'xstate.init miss answer',
      'xstate.init miss miss miss',
      'xstate.init miss miss answer',
    ])
  })
})

describe('A state', () => {
  test('that grows without end is an error, not an endless search', () => {
    expect(() => arrowPaths(misses, { maxArrows: 200 })).toThrow('limit exceeded')
  })

  test('is looked for by options that there are, and can be', () => {
    const misspelt: object = { keyof: byMisses }
    expect(() => arrowPaths(misses, misspelt)).toThrow('keyof: no such option; there are events, keyOf,')
    expect(() => arrowPaths(misses, { keyOf: byMisses, maxArrows: 0 })).toThrow(
      'maxArrows: expected a whole number',
    )
  })

  test('is told from others by the key, and its snapshot is still the one its own path leads to', () => {
    const counted = arrowPaths(misses, { keyOf: byMisses }).map(({ state }) => state.context.total)
    expect(counted).toEqual([1, 2, 2])
  })

  test('at which walks stop is reached and not left', () => {
    const paths = arrowPaths(door, { stopWhen: (snapshot) => snapshot.matches('open') })
    expect(paths.map(wordsOf)).toEqual(['xstate.init open', 'xstate.init lock'])
  })

  test('whose key looks like a number comes in its turn', () => {
    const keys = new Map([
      ['shut', '2'],
      ['open', '1'],
      ['locked', '0'],
    ])
    const paths = arrowPaths(door, { keyOf: ({ value }) => keys.get(String(value)) ?? '' })
    expect(paths.map(wordsOf)).toEqual(['xstate.init lock', 'xstate.init open shut'])
  })
})

describe('A machine with input and events with payloads', () => {
  const account = setup({
    types: {
      context: {} as { balance: number },
      input: {} as { balance: number },
      events: {} as { type: 'take'; amount: number } | { type: 'close' },
    },
  }).createMachine({
    context: ({ input }) => ({ balance: input.balance }),
    initial: 'open',
    states: {
      open: {
        on: {
          take: {
            guard: ({ context, event }) => event.amount <= context.balance,
            actions: assign({ balance: ({ context, event }) => context.balance - event.amount }),
          },
          close: 'closed',
        },
      },
      closed: { type: 'final' },
    },
  })

  test('is walked from that input, by each payload that its guards let through', () => {
    const paths = arrowPaths(account, {
      input: { balance: 3 },
      events: [{ type: 'take', amount: 2 }, { type: 'take', amount: 3 }, { type: 'close' }],
    })
    const walks = paths.map(({ steps }) =>
      steps.slice(1).map(({ event }) => (event.type === 'take' ? `take ${event.amount}` : event.type)),
    )
    expect(walks).toEqual([['close'], ['take 2', 'close'], ['take 3', 'close']])
  })

  test('can be given events by state', () => {
    const paths = arrowPaths(account, {
      input: { balance: 2 },
      events: ({ context }) => [{ type: 'take' as const, amount: context.balance }],
      keyOf: ({ context }) => String(context.balance),
    })
    expect(paths.map(({ state }) => state.context.balance)).toEqual([0])
  })
})

describe('The paths run as they are', () => {
  test('in the models of @xstate/test', async () => {
    const walked: string[] = []
    const paths = createTestModel(misses).getPaths((machine) => arrowPaths(machine, { keyOf: byMisses }))
    for (const path of paths) {
      await path.test({
        events: { miss: () => void walked.push('miss'), answer: () => void walked.push('answer') },
        states: { '*': ({ context }) => void walked.push(String(context.misses)) },
      })
    }
    expect(walked.join(' ')).toBe('0 miss 1 miss 2 miss 2 0 miss 1 miss 2 answer 0 0 miss 1 answer 0')
  })

  test('in the models of xstate/graph', async () => {
    let missed = 0
    const paths = createGraphModel(misses).getPaths((machine) => arrowPaths(machine, { keyOf: byMisses }))
    for (const path of paths) {
      await path.test({
        events: {
          miss: () => {
            missed += 1
          },
        },
      })
    }
    expect(missed).toBe(6)
  })
})

describe('A machine that is no specification', () => {
  test('is refused by name where it waits, however deep', () => {
    const slow = setup({}).createMachine({
      initial: 'outer',
      states: { outer: { initial: 'inner', states: { inner: { after: { 100: 'done' } }, done: {} } } },
    })
    expect(() => arrowPaths(slow)).toThrow('its state inner has a delay')
  })

  test('is refused by name where it invokes an actor', () => {
    const busy = setup({ actors: { work: fromPromise(async () => 1) } }).createMachine({
      initial: 'working',
      states: { working: { invoke: { src: 'work' } } },
    })
    expect(() => arrowPaths(busy)).toThrow('its state working invokes an actor')
  })
})

test('Every arrow of parallel states is walked, in each state of the others', () => {
  const lamps = setup({
    types: { events: {} as { type: 'left' } | { type: 'right' } },
  }).createMachine({
    type: 'parallel',
    states: {
      left: { initial: 'off', states: { off: { on: { left: 'on' } }, on: { on: { left: 'off' } } } },
      right: { initial: 'off', states: { off: { on: { right: 'on' } }, on: { on: { right: 'off' } } } },
    },
  })
  const arrows = new Set<string>()
  for (const { steps } of arrowPaths(lamps)) {
    for (const [nth, { event }] of steps.entries()) {
      if (nth > 0) arrows.add(`${JSON.stringify(steps[nth - 1]?.state.value)} ${event.type}`)
    }
  }
  expect(arrows.size).toBe(8)
})
