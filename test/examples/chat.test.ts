/** The chat of examples over TCP, and the bug in it, which hardship finds. */
import { expect, test } from 'vitest'
import { example } from './support/example.ts'

const WITHIN_MS = 60_000

test.concurrent(
  'Members hear each other over TCP, also one that comes later and one that was away',
  async () => {
    await using server = example('chat/chat.ts', 'serve', '0')
    const [port = ''] = await server.says(/the room is on tcp:.*:(\d+)$/)
    await using ann = example('chat/chat.ts', 'ann', port)
    await ann.says(/^\(alive\)$/)
    ann.write('hello\n')
    await ann.says(/^ann: hello$/)
    await using ben = example('chat/chat.ts', 'ben', port)
    await ben.says(/^ann: hello$/)
    ben.write('here\n')
    await ann.says(/^ben: here$/)
    // Nobody's process runs for a while but ann's; what she says meanwhile arrives all the same.
    server.signal('SIGSTOP')
    await ann.says(/^\(suspect\)$/)
    ann.write('anybody?\n')
    server.signal('SIGCONT')
    await ben.says(/^ann: anybody\?$/)
  },
  WITHIN_MS,
)

test.concurrent(
  'Hardship finds the bug, and leaves no more of the scenario than it takes',
  async () => {
    await using search = example('chat/hardship.ts', '--seeds', '20')
    expect(await search.ended).toEqual({ status: 1, signal: null })
    const said = search.stderr
    expect(said).toMatch(/^\w+ heard "\w+ \d+" twice\nwith seed \d+/)
    const [, drawn, left] = /of the (\d+) steps that were drawn, (\d+) are left/.exec(said) ?? []
    expect(Number(left)).toBeLessThan(Number(drawn))
    expect(Number(left)).toBeLessThanOrEqual(3)
    expect(said).toMatch(/^ {4}at [\d.]+ s reset /m)
  },
  WITHIN_MS,
)

test.concurrent(
  'Without the bug the same hardship is withstood',
  async () => {
    await using search = example('chat/hardship.ts', '--mended', '--seeds', '20')
    expect(await search.ended).toEqual({ status: 0, signal: null })
    expect(search.lines.at(-1)).toBe('20 seeds: everybody heard everything once, in order')
  },
  WITHIN_MS,
)
