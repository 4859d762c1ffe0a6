import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ANY_LOCAL } from '../../src/cli/address.ts'
import { formatOf, type Life, live, type Settings, settingsOf } from '../../src/cli/live.ts'
import { readWords } from '../../src/cli/words.ts'
import { testIo } from '../support/io.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-live-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SETTINGS: Settings = { json: true, forMs: null, recordFile: null }

/** Runs until it is asked to stop, having shown one remark. */
async function untilStopped({ stopping, show }: Life): Promise<number> {
  show({ v: 1, at: 0, kind: 'note', text: 'here' })
  await new Promise((resolve) => stopping.addEventListener('abort', resolve))
  return 0
}

const ONE_LINE = '{"v":1,"at":0,"kind":"note","text":"here"}\n'

describe('a run', () => {
  test('ends with the status of what it began', async () => {
    const io = testIo()
    expect(await live(SETTINGS, io, formatOf(SETTINGS, io), async () => 1)).toBe(1)
  })

  test('stops its supervisor, and lets go of signals, when it ends', async () => {
    const io = testIo()
    const lives: Life[] = []
    await live(SETTINGS, io, formatOf(SETTINGS, io), async (life) => {
      lives.push(life)
      return 0
    })
    expect(await lives[0]?.supervisor.ended).toEqual({ kind: 'stopped', killed: [] })
    expect(io.signals.eventNames()).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM'])('stops in order at %s, with status 0', async (signal) => {
    const io = testIo()
    const run = live(SETTINGS, io, formatOf(SETTINGS, io), untilStopped)
    io.signals.emit(signal)
    expect(await run).toBe(0)
    expect(io.out()).toBe(ONE_LINE)
  })

  test('stops by itself when its time is over', async () => {
    const io = testIo()
    expect(await live({ ...SETTINGS, forMs: 5 }, io, formatOf(SETTINGS, io), untilStopped)).toBe(0)
  })

  test('stops quietly when its reader has gone', async () => {
    const io = testIo()
    const run = live(SETTINGS, io, formatOf(SETTINGS, io), untilStopped)
    io.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    expect(await run).toBe(0)
    expect(io.err()).toBe('')
  })

  test('says so, with status 1, when stdout breaks for another reason', async () => {
    const io = testIo()
    const run = live(SETTINGS, io, formatOf(SETTINGS, io), untilStopped)
    io.stdout.destroy(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }))
    expect(await run).toBe(1)
    expect(io.err()).toBe('pulsetree: cannot write to stdout (ENOSPC: no space left)\n')
  })

  test('passes on a bug once nothing is left', async () => {
    const io = testIo()
    const run = live(SETTINGS, io, formatOf(SETTINGS, io), async () => {
      throw new Error('oops')
    })
    await expect(run).rejects.toThrow('oops')
    expect(io.signals.eventNames()).toEqual([])
  })
})

describe('a recording', () => {
  test('holds what was shown, as JSON lines, whatever stdout shows', async () => {
    const io = testIo()
    const file = join(folder, 'feed.jsonl')
    const settings = { json: false, forMs: 5, recordFile: file }
    await live(settings, io, formatOf(settings, io), untilStopped)
    expect(readFileSync(file, 'utf8')).toBe(ONE_LINE)
    expect(io.out()).toMatch(/^[\d:.]+ » here\n$/)
  })

  test('that cannot be opened keeps everything from starting', async () => {
    const io = testIo()
    let begun = false
    const run = live({ ...SETTINGS, recordFile: folder }, io, formatOf(SETTINGS, io), async () => {
      begun = true
      return 0
    })
    await expect(run).rejects.toThrow(/^--record: cannot open/)
    expect(begun).toBe(false)
  })

  test.skipIf(process.platform !== 'linux')(
    'that runs out of disk is told, and the run goes on',
    async () => {
      const io = testIo()
      const run = live({ ...SETTINGS, recordFile: '/dev/full' }, io, formatOf(SETTINGS, io), untilStopped)
      await new Promise((resolve) => io.stderr.once('data', resolve))
      expect(io.err()).toMatch(/^pulsetree: --record: the recording ends here \(ENOSPC[^\n]*\)\n$/)
      io.signals.emit('SIGINT')
      expect(await run).toBe(0)
    },
  )
})

describe('an inspector', () => {
  test('is told of on stderr before anything begins, and is gone when the run has ended', async () => {
    const io = testIo()
    const settings = { ...SETTINGS, inspectAt: ANY_LOCAL }
    const said: string[] = []
    const run = live(settings, io, formatOf(settings, io), (life) => {
      said.push(io.err())
      return untilStopped(life)
    })
    await new Promise((resolve) => io.stdout.once('data', resolve))
    const [, url = ''] = /^inspector: (http:\/\/127\.0\.0\.1:\d+\/\?token=\S+)\n$/.exec(said[0] ?? '') ?? []
    expect([200, 503]).toContain((await fetch(url)).status)
    io.signals.emit('SIGINT')
    expect(await run).toBe(0)
    expect(io.out()).toBe(ONE_LINE)
    await expect(fetch(url)).rejects.toThrow()
  })

  test('whose port is taken keeps everything from beginning: status 1', async () => {
    await using taken = await listening()
    const io = testIo()
    const settings = { ...SETTINGS, inspectAt: { host: '127.0.0.1', port: taken.port } }
    let begun = false
    const run = live(settings, io, formatOf(settings, io), async () => {
      begun = true
      return 0
    })
    expect(await run).toBe(1)
    expect(begun).toBe(false)
    expect(io.err()).toMatch(/^pulsetree: cannot serve the inspector on 127\.0\.0\.1:\d+ \([^\n]+\)\n$/)
    expect(io.signals.eventNames()).toEqual([])
  })

  test('that is not wanted any more when it could be opened keeps everything from beginning', async () => {
    const io = testIo()
    const settings = { ...SETTINGS, inspectAt: ANY_LOCAL }
    const run = live(settings, io, formatOf(settings, io), untilStopped)
    io.signals.emit('SIGINT')
    expect(await run).toBe(0)
    expect(io.out() + io.err()).toBe('')
  })
})

/** Somebody else, on a port of this machine. */
async function listening() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}

test('Settings are what was typed', () => {
  const asked = readWords(['watch', 'tcp://h:1', '--json', '--for', '2m', '--record', 'a b'])
  const none = readWords(['watch', 'tcp://h:1'])
  if (asked.command === 'help' || none.command === 'help') throw new Error('help was not asked for')
  expect(settingsOf(asked.given)).toEqual({
    json: true,
    forMs: 120_000,
    recordFile: 'a b',
    recordsArrivals: false,
    inspectAt: null,
  })
  expect(settingsOf(none.given)).toEqual({
    json: false,
    forMs: null,
    recordFile: null,
    recordsArrivals: false,
    inspectAt: null,
  })
})
