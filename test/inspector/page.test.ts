import { describe, expect, test, vi } from 'vitest'
import { MOST_WATCHED } from '../../src/inspector/asked.ts'
import { MOST_ACTS } from '../../src/inspector/page.ts'
import { inspected, opened, tree } from './support/scene.ts'

describe('A page that says what no page says', () => {
  test.each([
    ['nonsense', 'one JSON object'],
    ['{"t":"hello"}', 'a watch, an act or a hardship'],
    [
      JSON.stringify({ t: 'watch', ids: Array(MOST_WATCHED + 1).fill('a'), frames: null }),
      `${MOST_WATCHED} at most`,
    ],
    ['{"t":"act","n":1,"act":"kill","id":"fleet"}', 'expected one of'],
  ])('%.40s: it is told why, and closed so that it does not come back', async (said, why) => {
    const inspector = await inspected(tree(), { allow: ['stop'] })
    const page = await opened(inspector)
    page.say(said)
    expect((await page.told('refused')).why).toContain(why)
    expect(await page.closed).toBe(4403)
    await vi.waitUntil(() => inspector.viewers === 0)
  })

  test('in bytes that are no text: the same', async () => {
    const page = await opened(await inspected(tree()))
    page.ws.send(Uint8Array.of(0xff, 0xfe))
    await page.told('refused')
    expect(await page.closed).toBe(4403)
  })

  test('in a message that is too long: closed at once, and the others are not', async () => {
    const inspector = await inspected(tree())
    const page = await opened(inspector)
    const other = await opened(inspector)
    page.ws.on('error', () => {})
    page.say('x'.repeat(70_000))
    expect(await page.closed).toBe(1009)
    inspector.note('still here')
    await other.told('batch')
  })
})

test('What a page asks for is done while it does other things; so much at once, and no more', async () => {
  const fleet = tree()
  const release: (() => void)[] = []
  const inspector = await inspected(fleet, {
    hardships: [
      {
        name: 'slow',
        label: 'Slow',
        ids: () => ['a'],
        inflict: () => new Promise((resolve) => release.push(resolve)),
      },
    ],
  })
  const page = await opened(inspector)
  for (let n = 0; n <= MOST_ACTS; n += 1) page.say({ t: 'hardship', n, name: 'slow', id: 'a' })
  expect(await page.told('done')).toEqual({
    t: 'done',
    n: MOST_ACTS,
    error: `${MOST_ACTS} others are still being done`,
  })
  for (const done of release) done()
  await page.told('done', ({ n }) => n === MOST_ACTS - 1)
  expect(release).toHaveLength(MOST_ACTS)
  page.say({ t: 'act', n: 100, act: 'stop', id: 'fleet' })
  expect((await page.told('done', ({ n }) => n === 100)).error).toContain('does not allow')
})

test('A page that leaves before what it asked for is done disturbs nobody', async () => {
  let finish = (): void => {}
  const doing = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
  const inspector = await inspected(tree(), {
    hardships: [{ name: 'slow', label: 'Slow', ids: () => ['a'], inflict: doing }],
  })
  const page = await opened(inspector)
  page.say({ t: 'hardship', n: 1, name: 'slow', id: 'a' })
  await vi.waitUntil(() => doing.mock.calls.length > 0)
  page.ws.terminate()
  await vi.waitUntil(() => inspector.viewers === 0)
  finish()
  await opened(inspector)
})
