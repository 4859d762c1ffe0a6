/** How frames arrive. */
import { expect, test } from 'vitest'
import { jsonValues, lengthPrefixed, lines, raw } from '../../../src/transport/framing.ts'
import { OptionError } from '../../../src/transport/transport.ts'
import type { Stage } from '../support/stage.ts'

export function frames({
  pair,
  withStranger,
  until,
  settle,
  where,
  traits: { carries, pieces },
}: Stage): void {
  for (const { codec, texts } of [
    { codec: lines(), texts: ['hello', 'ä', ''] },
    { codec: raw(), texts: ['hello'] },
    { codec: lengthPrefixed(), texts: ['hello', '', 'x'.repeat(300)] },
    { codec: jsonValues(), texts: ['{"a":1}', '[2]', '"three"'] },
  ]) {
    where(carries === 'bytes')(`Frames of ${codec.name} travel both ways in order`, async () => {
      const { near, far } = await pair(codec)
      for (const text of texts) {
        near.send(text)
        far.send(text)
      }
      await until(() => near.texts.length >= texts.length && far.texts.length >= texts.length)
      expect([near.texts, far.texts]).toEqual([texts, texts])
    })
  }

  where(carries === 'messages')('Messages travel both ways in order, an empty one too', async () => {
    const { near, far } = await pair()
    const texts = ['hello', 'ä', '', '{"a":1}', 'two\nlines']
    for (const text of texts) {
      near.send(text)
      far.send(text)
    }
    await until(() => near.texts.length >= texts.length && far.texts.length >= texts.length)
    expect([near.texts, far.texts]).toEqual([texts, texts])
  })

  test('A frame longer than any buffer on the way arrives whole', async () => {
    const { near, far } = await pair()
    const text = 'long '.repeat(150_000)
    near.send(text)
    await until(() => far.texts.length === 1)
    expect(far.texts[0]).toBe(text)
  })

  where(carries === 'bytes')('An arrival is heard once, before the frames in it', async () => {
    const { near, peer } = await withStranger()
    peer.write('a\nb\n')
    await until(() => near.texts.length === 2)
    expect(near.log).toEqual(['opened', 'heard', 'frame a', 'frame b'])
  })

  where(pieces)(
    'A frame that comes in pieces is told of when it begins and when it is complete',
    async () => {
      const { near, peer } = await withStranger()
      for (const piece of ['a', 'b', 'c\nd', 'e\n', 'f\n']) {
        const { length } = near.log
        peer.write(piece)
        await until(() => near.log.length > length)
        await settle()
      }
      expect(near.log).toEqual([
        'opened',
        ...['heard', 'partial true'],
        'heard',
        ...['heard', 'frame abc', 'partial true'],
        ...['heard', 'frame de', 'partial false'],
        ...['heard', 'frame f'],
      ])
    },
  )

  test('A frame past the limit ends the link with protocol', async () => {
    const { near, peer } = await withStranger(lines({ maxFrameBytes: 8 }))
    peer.write('short\nmuch too long\nlater\n')
    await until(() => near.isReleased && peer.ends.includes('closed'))
    expect(
      carries === 'bytes' ? near.story : near.story.filter((line) => !line.startsWith('partial')),
    ).toEqual(['opened', 'frame short', 'ended protocol', 'released'])
  })

  where(carries === 'bytes')('A payload that cannot be a frame throws at the sender', async () => {
    const { near } = await pair()
    expect(() => near.link.encode('two\nlines')).toThrow(OptionError)
  })

  test('A frame is the reader’s to keep: writing into it changes nobody else’s bytes', async () => {
    const { near, far } = await pair(carries === 'bytes' ? raw() : lines())
    const bytes = near.link.encode('ping')
    near.link.write(bytes)
    await until(() => far.frames.length === 1)
    far.frames[0]?.fill(0)
    near.link.write(bytes)
    await until(() => far.frames.length === 2)
    expect(far.texts[1]).toBe('ping')
  })
}
