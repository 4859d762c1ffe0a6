import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { inspect } from '../../src/cli/inspect.ts'
import { readWords } from '../../src/cli/words.ts'
import { testIo } from '../support/io.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-inspect-'))
afterAll(() => rmSync(folder, { recursive: true }))

function recording(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  return file
}

function given(...args: readonly string[]) {
  const asked = readWords(['inspect', ...args])
  if (asked.command === 'help') throw new Error('help was not asked for')
  return asked.given
}

const PHASE = '{"v":1,"at":1700000000000,"id":"feed","kind":"phase","from":null,"to":"connecting"}'

test('A recording is served at the address it says, until a signal comes', async () => {
  const io = testIo()
  const run = inspect(given(recording('good.jsonl', PHASE)), io)
  await new Promise((resolve) => io.stderr.once('data', resolve))
  const [, url = ''] = /^inspector: (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n$/.exec(io.err()) ?? []
  expect([200, 503]).toContain((await fetch(url)).status)
  expect((await fetch(url.replace(/token=.*/, 'token=no'))).status).toBeGreaterThanOrEqual(401)
  io.signals.emit('SIGINT')
  expect(await run).toBe(0)
  expect(io.signals.eventNames()).toEqual([])
  await expect(fetch(url)).rejects.toThrow()
})

test('A line that is none of a recording is told by file and number', async () => {
  const io = testIo()
  const file = recording('bad.jsonl', PHASE, '{"v":1,"kind":"phase","at":"yesterday"}', PHASE)
  await expect(inspect(given(file), io)).rejects.toThrow(
    expect.objectContaining({
      name: 'UsageError',
      message: expect.stringMatching(/bad\.jsonl.* line 2: [^\n]+$/),
    }),
  )
  expect(io.signals.eventNames()).toEqual([])
})

test.each(['missing.jsonl', '.'])('%s cannot be read, and it is said in one line', async (name) => {
  await expect(inspect(given(join(folder, name)), testIo())).rejects.toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(/^inspect: [^\n]+$/) }),
  )
})

test('An address that is none is told by its option', async () => {
  await expect(inspect(given(recording('good.jsonl', PHASE), '--at', 'here'), testIo())).rejects.toThrow(
    /^--at: expected HOST:PORT/,
  )
})
