import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { OptionError } from '../../src/index.ts'
import { arrowPaths } from '../../src/testing/arrow-paths.ts'
import { WalkError, walkPaths } from '../../src/testing/walk-paths.ts'

/** A box that takes three things. */
const box = setup({
  types: { context: {} as { held: number }, events: {} as { type: 'put' } | { type: 'take' } },
  guards: {
    hasRoom: ({ context }) => context.held < 3,
    hasSome: ({ context }) => context.held > 0,
  },
}).createMachine({
  context: { held: 0 },
  on: {
    put: { guard: 'hasRoom', actions: assign({ held: ({ context }) => context.held + 1 }) },
    take: { guard: 'hasSome', actions: assign({ held: ({ context }) => context.held - 1 }) },
  },
})

/** @param room how many it really takes. */
class RealBox {
  held = 0
  isOpen = true
  readonly #room: number

  constructor(room: number) {
    this.#room = room
  }

  put(): void {
    this.held = Math.min(this.held + 1, this.#room)
  }
}

const walkWith = (room: number, boxes: RealBox[] = []) =>
  walkPaths(arrowPaths(box), {
    begin: () => {
      const real = new RealBox(room)
      boxes.push(real)
      return real
    },
    happen: async (real, event) => {
      if (event.type === 'put') real.put()
      else real.held -= 1
    },
    compare: (real, { context }) => expect(real.held).toBe(context.held),
    end: (real) => {
      real.isOpen = false
    },
  })

describe('Walks along paths', () => {
  test('take each step with a thing of their own, and say what they took', async () => {
    const boxes: RealBox[] = []
    const { paths, steps, events } = await walkWith(3, boxes)
    expect(paths).toBe(boxes.length)
    expect([...events.keys()].sort()).toEqual(['put', 'take'])
    expect([...events.values()].reduce((sum, count) => sum + count, 0)).toBe(steps)
    expect(boxes.every(({ isOpen }) => !isOpen)).toBe(true)
  })

  test('fail with the events that led there, and what was thrown as the cause', async () => {
    const boxes: RealBox[] = []
    const failure: unknown = await walkWith(2, boxes).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(WalkError)
    if (!(failure instanceof WalkError)) return
    expect(failure.events.map(({ type }) => type)).toEqual(['put', 'put', 'put'])
    expect(failure.message).toContain('{"type":"put"}\n  {"type":"put"}\n  {"type":"put"}\n')
    expect(failure.cause).toBeInstanceOf(Error)
    expect(boxes.every(({ isOpen }) => !isOpen)).toBe(true)
  })

  test.each<[readonly never[] | readonly { steps: readonly never[] }[], string]>([
    [[], 'paths: expected at least one walk'],
    [[{ steps: [] }], 'paths[0]: expected at least one step'],
  ])('are refused where there is nothing to walk: %j', async (paths, why) => {
    const steps = { begin: () => 1, happen() {}, compare() {} }
    const none: Parameters<typeof walkPaths>[0] = JSON.parse(JSON.stringify(paths))
    await expect(walkPaths(none, steps)).rejects.toThrow(why)
    await expect(walkPaths(none, steps)).rejects.toBeInstanceOf(OptionError)
  })

  test('fail at the start when that is not as specified', async () => {
    const walk = walkPaths(arrowPaths(box), {
      begin: () => 1,
      happen() {},
      compare: (held, { context }) => expect(held).toBe(context.held),
    })
    await expect(walk).rejects.toThrow('(the start)')
  })
})
