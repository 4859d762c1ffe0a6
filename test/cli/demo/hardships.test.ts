import { expect, test } from 'vitest'
import type { Condition } from '../../../src/cli/demo/cast.ts'
import { buttonsOf, type Figure, type Hands, mend } from '../../../src/cli/demo/hardships.ts'

/** A peer that only notes what is done to it. */
function figure(
  name: string,
  role: Figure['role'],
  condition: Condition,
  id: string | null,
  done: string[],
): Figure {
  const player = {
    port: 1,
    from: null,
    condition,
    freeze: () => void done.push(`freeze ${name}`),
    thaw: () => void done.push(`thaw ${name}`),
    kill: async () => void done.push(`kill ${name}`),
    start: async () => void done.push(`start ${name}`),
    tell: (order: string) => void done.push(`${order} ${name}`),
  }
  return { name, role, player, shownAs: () => id }
}

function scene() {
  const done: string[] = []
  const figures = [
    figure('feed-a', 'feed', 'up', 'feed-a', done),
    figure('feed-b', 'feed', 'frozen', 'feed-b', done),
    figure('feed-c', 'feed', 'away', 'feed-c', done),
    figure('device-a', 'device', 'up', 'tcp#1', done),
    figure('device-b', 'device', 'quiet', 'tcp#2', done),
    figure('device-c', 'device', 'quiet', null, done),
  ]
  const hands: Hands = { figures: [], gate: 'door', pressed: (says) => done.push(says) }
  const buttons = new Map(buttonsOf(hands).map((button) => [button.name, button]))
  return { done, figures, hands, buttons }
}

const ids = ({ buttons }: ReturnType<typeof scene>) =>
  Object.fromEntries([...buttons].map(([name, button]) => [name, button.ids()]))

test('Each button is offered for those it can be done to now; before anybody is there, for nobody', () => {
  const set = scene()
  expect(Object.values(ids(set)).flat()).toEqual([])
  set.hands.figures = set.figures
  expect(ids(set)).toEqual({
    freeze: ['feed-a'],
    thaw: ['feed-b'],
    kill: ['feed-a', 'feed-b'],
    start: ['feed-c'],
    quiet: ['tcp#1'],
    // Whoever has no connection is asked where it would come in.
    talk: ['tcp#2', 'door'],
  })
})

test('A pressed button is told before it is done', async () => {
  const { done, figures, hands, buttons } = scene()
  hands.figures = figures
  await buttons.get('kill')?.inflict('feed-b')
  expect(done).toEqual([expect.stringMatching(/^feed-b is killed by hand/), 'kill feed-b'])
  await buttons.get('talk')?.inflict('door')
  expect(done.at(-1)).toBe('talk device-c')
})

test('What cannot be done now is refused in one sentence, and nothing is done', async () => {
  const { done, figures, hands, buttons } = scene()
  hands.figures = figures
  await expect(buttons.get('thaw')?.inflict('feed-a')).rejects.toThrow(/^Thaw: not /)
  expect(done).toEqual([])
})

test('Everybody is made well again', async () => {
  const { done, figures } = scene()
  await mend(figures)
  expect(done).toEqual(['thaw feed-b', 'start feed-c', 'talk device-b', 'talk device-c'])
})
