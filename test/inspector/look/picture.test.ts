import { expect, test, vi } from 'vitest'
import { looseClock } from '../../../src/clock/loose-clock.ts'
import { writeNodes } from '../../../src/inspector/look/picture.ts'
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import { node as named } from '../page/nodes.ts'

const node = (index: number): ShownNode =>
  named(`id${index}`, {
    parent: null,
    name: '"</script>\u0007',
    since: index,
    cause: { kind: 'refused', by: 'peer', detail: '<b>' },
    life: { is: 'up' },
  })

const nodes = (count: number): ShownNode[] => Array.from({ length: count }, (_, index) => node(index))

function written(list: readonly ShownNode[]): Promise<string> {
  return new Promise((resolve) => writeNodes(list, resolve))
}

test.each([0, 1, 127, 128, 129, 2_000])('%i nodes are written as one list of JSON', async (count) => {
  expect(JSON.parse(await written(nodes(count)))).toEqual(nodes(count))
})

test('It lets the event loop turn where it takes long, and can be called off then', async () => {
  // Each look at the clock is 10 ms after the one before: so each piece takes that long.
  let now = 0
  const looks = vi.spyOn(looseClock, 'now').mockImplementation(() => {
    now += 10
    return now
  })
  try {
    let isWritten = false
    const callOff = writeNodes(nodes(10_000), () => {
      isWritten = true
    })
    expect(isWritten).toBe(false)
    callOff()
    const another = await written(nodes(10_000))
    expect([isWritten, JSON.parse(another).length]).toEqual([false, 10_000])
  } finally {
    looks.mockRestore()
  }
})
