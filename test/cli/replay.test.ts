import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { testIo } from '../support/io.ts'
import { rough } from '../testing/recording/support/lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function result(...args: readonly string[]) {
  const io = testIo()
  const status = await run(args, io)
  return { status, out: io.out(), err: io.err() }
}

describe('replay', () => {
  test('says that there is no difference, with status 0', async () => {
    const path = file('same.jsonl', (await rough({ detectors: ['phi'] })).join('\n'))
    const { status, out } = await result('replay', path)
    expect(out).toMatch(
      /^replayed \d+ lines over .*1 connection, 1 of them run again with \d+ arrivals.*\nno difference\n$/,
    )
    expect(status).toBe(0)
  })

  test('shows the first difference, with status 1', async () => {
    const lines = await rough({ detectors: ['phi'] })
    const path = file('other.jsonl', lines.filter((line) => !line.includes('"event":"peer.lost"')).join('\n'))
    const { status, out } = await result('replay', path)
    expect(out).toMatch(/a difference at line \d+, c0, [\d:.]+ UTC\n {2}recorded: .*\n {2}machines: /)
    expect(status).toBe(1)
  })

  test('answers as one JSON object where that is asked for', async () => {
    const path = file('json.jsonl', (await rough({ detectors: ['fixed'] })).join('\n'))
    const { out } = await result('replay', path, '--json')
    expect(JSON.parse(out)).toMatchObject({ difference: null, replayed: 1, isAsked: false })
  })

  test('says what another detector would have made of it, with status 0', async () => {
    const path = file('asked.jsonl', (await rough({ detectors: ['fixed'] })).join('\n'))
    const { status, out } = await result('replay', path, '--detector', 'phi', '--misses', '4')
    expect(out).toMatch(/ c0 [\d.]+ m?s sooner +dead: the peer stayed silent/)
    expect(status).toBe(0)
  })
})

describe('what cannot be replayed is one line on stderr, and status 2', () => {
  test.each([
    ['no file', ['replay', join(folder, 'none')], /replay: cannot read ".*none" \(ENOENT/],
    ['another file', ['replay', file('foreign', 'hello\nworld\n')], /line 1, column 1: this is no JSON/],
    [
      'both ways to say the same',
      ['replay', 'x', '--misses', '2', '--suspect', '1s'],
      /--misses and --suspect/,
    ],
    ['a detector there is not', ['replay', 'x', '--detector', 'crystal'], /--detector/],
    [
      'arrivals without a file',
      ['watch', 'tcp://h:1', '--record-arrivals'],
      /--record-arrivals: needs --record/,
    ],
  ])('%s', async (_, args, complaint) => {
    const { status, out, err } = await result(...args)
    expect(err).toMatch(complaint)
    expect(err.trimEnd()).not.toContain('\n')
    expect({ status, out }).toEqual({ status: 2, out: '' })
  })

  test('times that no heartbeat can have', async () => {
    const path = file('times.jsonl', (await rough({ detectors: ['fixed'] })).join('\n'))
    const { status, err } = await result('replay', path, '--misses', '0')
    expect(err).toMatch(/--misses: /)
    expect(status).toBe(2)
  })
})

test('What watch has recorded, with a peer that refuses, goes the same way again', async () => {
  const path = join(folder, 'watched.jsonl')
  const args = ['--backoff', '20ms..50ms', '--record', path, '--record-arrivals', '--for', '300ms', '--json']
  expect((await result('watch', 'tcp://127.0.0.1:1', ...args)).status).toBe(0)
  expect(readFileSync(path, 'utf8')).toContain('"kind":"tape"')
  const { status, out } = await result('replay', path)
  expect(out).toContain('no difference')
  expect(status).toBe(0)
})
