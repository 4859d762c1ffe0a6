import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { recordTo } from '../../src/cli/record.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-record-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('The file holds every line once the recording is closed', async () => {
  const file = join(folder, 'feed.jsonl')
  const { outlet, close } = recordTo(file)
  outlet.line('{"a":1}')
  outlet.line('{"b":2}')
  await close()
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":2}\n')
  await close()
})

test('A file that cannot be opened is named at once', () => {
  expect(() => recordTo(join(folder, 'no', 'such', 'folder'))).toThrow(
    /^--record: cannot open ".*folder" \(ENOENT/,
  )
  expect(() => recordTo(folder)).toThrow(/^--record: cannot open .*EISDIR/)
})

test.skipIf(process.platform !== 'linux')(
  'A disk that is full breaks the recording, and it still closes',
  async () => {
    const { outlet, close } = recordTo('/dev/full')
    const broken = new Promise<Error>((resolve) => {
      outlet.onBroken = resolve
    })
    outlet.line('a')
    expect((await broken).message).toContain('ENOSPC')
    await close()
  },
)
