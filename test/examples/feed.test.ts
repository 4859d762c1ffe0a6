/** The feed client of examples between two of its servers, one of which is killed, comes back, falls mute, and leaves. */
import { expect, test } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { type Example, example } from './support/example.ts'

const WITHIN_MS = 60_000

/** Started, and quoting at this URL. */
async function serving(name: string, port = '0'): Promise<{ server: Example; url: string; port: string }> {
  const server = example('feed/server.ts', name, port)
  const [url = '', at = ''] = await server.says(/: \w+ is on (ws:.*:(\d+).*)$/)
  return { server, url, port: at }
}

function client(...urls: readonly string[]): Example {
  return example('feed/client.ts', ...urls, '--rotate-s', '1', '--back-s', '1')
}

/** The numbers of the quotes of one server, as the client told them. */
function numbersOf(name: string, { lines }: Example): number[] {
  return lines.flatMap((line) => {
    const [, number] = new RegExp(`^${name} #(\\d+) `).exec(line) ?? []
    return number === undefined ? [] : [Number(number)]
  })
}

/** One after the other: none is missing, none is told twice. */
function expectWhole(name: string, reader: Example): void {
  const numbers = numbersOf(name, reader)
  const [first = 0] = numbers
  expect(numbers.length, `quotes of ${name}`).toBeGreaterThan(5)
  expect(numbers).toEqual(numbers.map((_, index) => first + index))
}

async function hears(name: string, times: number, reader: Example): Promise<void> {
  for (let n = 0; n < times; n += 1) await reader.says(new RegExp(`^${name} #`))
}

async function ends(reader: Example): Promise<void> {
  reader.signal('SIGINT')
  expect(await reader.ended).toEqual({ status: 0, signal: null })
  expect(reader.lines.at(-1)).toMatch(/ 0 missed; /)
  expect(reader.stderr).toBe('')
}

test.concurrent(
  'A killed server is left for the other one, and gone back to without a gap; links are replaced without one as well',
  async () => {
    // Where it comes back nobody else may be meanwhile.
    const [a, b] = await Promise.all([serving('a', String(await freePort())), serving('b')])
    await using first = a.server
    await using _second = b.server
    await using reader = client(a.url, b.url)
    await reader.says(new RegExp(`^alive: ${a.url}$`))
    for (let n = 1; n <= 2; n += 1) await reader.says(new RegExp(`^rotated: link \\d+, ${a.url}$`))

    first.signal('SIGKILL')
    await reader.says(new RegExp(`^alive: ${b.url}$`))
    await hears('b', 6, reader)

    // The same place, another run: its numbers begin anew.
    const { server } = await serving('c', a.port)
    await using _third = server
    const from = reader.lines.length
    await reader.says(new RegExp(`^rotated: link \\d+, ${a.url}$`))
    await hears('c', 10, reader)
    const back = reader.lines.slice(from)
    expect(back.filter((line) => /^(dead|backoff|connecting)/.test(line))).toEqual([])
    // Both are heard for a while.
    expect(back.findIndex((line) => line.startsWith('c #'))).toBeLessThan(
      back.findLastIndex((line) => line.startsWith('b #')),
    )

    await ends(reader)
    for (const name of ['a', 'b', 'c']) expectWhole(name, reader)
  },
  WITHIN_MS,
)

test.concurrent(
  'A server that answers pings but quotes nothing is left, and so is one that says goodbye, the latter without a gap',
  async () => {
    const [a, b] = await Promise.all([serving('a'), serving('b')])
    await using first = a.server
    await using _second = b.server
    await using reader = client(a.url, b.url)
    await reader.says(new RegExp(`^alive: ${a.url}$`))

    first.signal('SIGUSR2')
    await first.says(/^quotes have stopped$/)
    await reader.says(/^dead: its data went stale$/)
    await reader.says(new RegExp(`^alive: ${b.url}$`))
    await hears('b', 5, reader)

    first.signal('SIGUSR2')
    await first.says(/^quotes go on$/)
    await reader.says(new RegExp(`^rotated: link \\d+, ${a.url}$`))
    await hears('a', 5, reader)

    const from = reader.lines.length
    first.signal('SIGTERM')
    await reader.says(new RegExp(`^rotated: link \\d+, ${b.url}$`))
    expect(await first.ended).toEqual({ status: 0, signal: null })
    expect(first.lines.at(-1)).toMatch(/^[1-9]\d* went elsewhere, 0 were cut off$/)
    await hears('b', 5, reader)
    expect(reader.lines.slice(from).filter((line) => /^(dead|backoff|connecting)/.test(line))).toEqual([])

    await ends(reader)
    for (const name of ['a', 'b']) expectWhole(name, reader)
  },
  WITHIN_MS,
)
