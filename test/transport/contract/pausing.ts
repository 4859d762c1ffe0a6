/** What a pause holds back, and what a resume hands up. */
import { expect, test } from 'vitest'
import { lines } from '../../../src/transport/framing.ts'
import type { Stage } from '../support/stage.ts'

export function pausing({ pair, withStranger, until, settle, traits: { end } }: Stage): void {
  test('A paused link hands up nothing; resumed, it hands up everything in order', async () => {
    const { near, far } = await pair()
    far.do('pause', () => far.link.pause())
    const texts = Array.from({ length: 500 }, (_, index) => `${index} ${'x'.repeat(400)}`)
    for (const text of texts) near.send(text)
    await settle()
    expect(far.texts).toEqual([])
    far.link.resume()
    await until(() => far.texts.length === texts.length)
    expect(far.texts).toEqual(texts)
  })

  test('A pause in the middle of a chunk holds the rest of it', async () => {
    const { near, peer } = await withStranger(lines(), (link, line) => {
      if (line === 'frame b') link.pause()
    })
    peer.write('a\nb\nc\nd\n')
    await until(() => near.texts.length === 2)
    peer.write('e\n')
    await settle()
    expect(near.texts).toEqual(['a', 'b'])
    near.link.resume()
    await until(() => near.texts.length === 5)
    expect(near.texts).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('Pausing and resuming inside every frame neither nests nor loses anything', async () => {
    let depth = 0
    const { near, peer } = await withStranger(lines(), (link, line) => {
      if (!line.startsWith('frame')) return
      expect(depth).toBe(0)
      depth += 1
      link.pause()
      link.resume()
      depth -= 1
    })
    peer.write('a\nb\nc\nd\n')
    await until(() => near.texts.length === 4)
    expect(near.texts).toEqual(['a', 'b', 'c', 'd'])
  })

  test('The peer’s end waits behind the frames that a pause holds back', async () => {
    const { near, peer } = await withStranger(lines(), (link, line) => {
      if (line === 'frame a') link.pause()
    })
    peer.write('a\nb\n')
    peer.fin()
    await until(() => near.texts.length === 1)
    await settle()
    expect(near.story).toEqual(['opened', 'frame a'])
    near.link.resume()
    await until(() => near.isReleased)
    expect(near.story).toEqual(['opened', 'frame a', 'frame b', `ended ${end}`, 'released'])
  })

  test('A link whose end waits behind a pause can still be destroyed', async () => {
    const { near, peer } = await withStranger(lines(), (link, line) => {
      if (line === 'frame a') link.pause()
    })
    peer.write('a\nb\n')
    peer.fin()
    await until(() => near.texts.length === 1)
    await settle()
    near.do('destroy', () => near.link.destroy())
    await until(() => near.isReleased)
    expect(near.story).toEqual(['opened', 'frame a', 'released'])
  })
}
