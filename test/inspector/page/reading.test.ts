import { describe, expect, test } from 'vitest'
import { History } from '../../../src/inspector/model/history.ts'
import {
  LARGEST_FILE,
  type Readable,
  readRecording,
  remarkOn,
} from '../../../visualizations/inspector/src/reading.ts'

function fileOf(text: string, piece = 7): Readable {
  const bytes = new TextEncoder().encode(text)
  return {
    name: 'a.jsonl',
    size: bytes.length,
    stream: () =>
      new ReadableStream({
        start(controller) {
          for (let at = 0; at < bytes.length; at += piece) controller.enqueue(bytes.slice(at, at + piece))
          controller.close()
        },
      }),
  }
}

const line = (at: number, id: string, to: string) =>
  JSON.stringify({ v: 1, at, kind: 'phase', id, from: null, to })

describe('A file', () => {
  test('is read in whatever pieces it comes, in the middle of characters too, and says how far it is', async () => {
    const shares: number[] = []
    const text = `${line(1, 'prïces', 'connecting')}\n${line(5, 'prïces', 'alive')}`
    const { history } = await readRecording(fileOf(text, 3), async (share) => {
      shares.push(share)
    })
    expect(history.present.nodes.get('prïces')?.phase).toBe('alive')
    expect(history.span()).toEqual({ from: 1, to: 5 })
    expect(shares.at(-1)).toBe(1)
    expect(shares.length).toBeGreaterThan(10)
  })

  test('that is no recording is refused by the line', async () => {
    const file = fileOf(`${line(1, 'a', 'alive')}\nnonsense\n${line(2, 'a', 'dead')}`)
    await expect(readRecording(file, async () => {})).rejects.toThrow('line 2: this is no JSON')
  })

  test('that is too large is refused before it is read', async () => {
    const file: Readable = {
      name: 'huge',
      size: LARGEST_FILE + 1,
      stream: () => {
        throw new Error('read')
      },
    }
    await expect(readRecording(file, async () => {})).rejects.toThrow(
      'it has 512 MiB; the page reads up to 512',
    )
  })
})

test('What of a file is not on the page is said', () => {
  const nothing = { lines: 9, tape: 0, unknown: 0, isTruncated: false }
  expect(remarkOn(new History(), nothing)).toBeNull()
  expect(remarkOn(new History(), { ...nothing, tape: 3, isTruncated: true })).toBe(
    'Its arrivals are not shown: `pulsetree replay` runs them; its last line breaks off.',
  )
  const full = new History({ events: 10, chapter: 5 })
  for (let at = 0; at < 100; at += 1) full.add([{ v: 1, at, kind: 'note', text: '' }])
  expect(remarkOn(full, { ...nothing, unknown: 1 })).toBe(
    `The first ${full.forgotten} events of it are left out; 1 line of a kind that this version does not know.`,
  )
})
