import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsIn } from '../../src/inspector/recorded.ts'
import type { ShownEvent } from '../../src/inspector/wire.ts'
import { folder } from './support/scene.ts'

const note = (at: number, text: string): ShownEvent => ({ v: 1, at, kind: 'note', text })

async function read(text: string): Promise<ShownEvent[]> {
  const file = join(await folder(), 'a.jsonl')
  writeFileSync(file, text)
  const events: ShownEvent[] = []
  for await (const event of eventsIn(file)) events.push(event)
  return events
}

test('Events come in order, whole, however the file is cut into pieces; what is for replays is passed over', async () => {
  const events = Array.from({ length: 3_000 }, (_, at) => note(at, `ä${'x'.repeat(at % 100)}`))
  const tape = JSON.stringify({ v: 1, at: 0, kind: 'tape', tape: 1, aheadMs: 0 })
  const lines = [tape, ...events.map((event) => JSON.stringify(event))]
  expect(await read(`${lines.join('\n')}\n`)).toEqual(events)
  expect(await read(lines.join('\r\n'))).toEqual(events)
})

test('A last line that breaks off is where the recording ends', async () => {
  expect(await read(`${JSON.stringify(note(1, 'a'))}\n{"v":1,"at":2,"ki`)).toEqual([note(1, 'a')])
})

test.each([
  ['', 'the recording is empty'],
  ['hello\nworld\n', 'line 1: this is no JSON'],
  [`${JSON.stringify(note(1, 'a'))}\n{"v":2,"kind":"note","at":1}\n`, 'line 2: version 2 of the form'],
])('%j is refused: %s', async (text, why) => {
  await expect(read(text)).rejects.toThrow(why)
})
