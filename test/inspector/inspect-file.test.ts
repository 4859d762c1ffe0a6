import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inspectFile } from '../../src/inspector/index.ts'
import { showing } from '../../src/inspector/inspect-file.ts'
import type { Inspector } from '../../src/inspector/inspector.ts'
import type { ShownEvent } from '../../src/inspector/wire.ts'
import { ask, eventually, feedOf, folder, HTML, opened, pageFile, statusOfUpgrade } from './support/scene.ts'

const note = (at: number): ShownEvent => ({ v: 1, at, kind: 'note', text: `<b>${at}</b>` })

async function fileOf(text: string): Promise<string> {
  const file = join(await folder(), 'night.jsonl')
  writeFileSync(file, text)
  return file
}

async function shown(events: readonly ShownEvent[]): Promise<Inspector> {
  const file = await fileOf(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const inspector = await showing(file, {}, await pageFile())
  onTestFinished(() => inspector.close())
  return inspector
}

describe('A recording', () => {
  test('is told from its beginning to its end, to each page that comes', async () => {
    const events = Array.from({ length: 2_500 }, (_, index) => note(1_000 + index))
    const inspector = await shown(events)
    expect((await ask(inspector.url)).body).toBe(HTML)
    for (let visit = 0; visit < 2; visit += 1) {
      const page = await opened(inspector)
      await page.told('ended')
      expect(page.got[0]).toEqual({
        t: 'hello',
        v: 1,
        at: 1_000,
        name: 'night.jsonl',
        pid: null,
        permits: { acts: [], hardships: [], frames: false },
        nodes: [],
      })
      expect(page.got.at(-1)).toEqual({ t: 'ended', at: 3_499 })
      const told = page.got.flatMap((message) => (message.t === 'batch' ? message.events : []))
      expect(told).toEqual(events)
      // What a page asks for, a recording has not.
      page.say({ t: 'watch', ids: ['a'], frames: null })
    }
    expect(inspector.viewers).toBe(2)
    inspector.note('without meaning')
    await inspector.close()
    await eventually(() => inspector.viewers === 0)
  })

  test('keeps the process alive until it is closed', async () => {
    const servers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length
    // Those of the tests before go with a turn of the loop.
    await eventually(() => servers() === 0)
    const inspector = await shown([note(1)])
    expect(servers()).toBe(1)
    await inspector.close()
    await eventually(() => servers() === 0)
  })

  test('is behind the same gate', async () => {
    const { url } = await shown([note(1)])
    expect((await ask(new URL(url).origin)).status).toBe(401)
    expect((await ask(url, { headers: { host: 'rebound.example' } })).status).toBe(403)
    expect(await statusOfUpgrade(feedOf(url), { origin: 'http://evil.example' })).toBe(403)
  })

  test('of which only arrivals were recorded has nothing to show, and says so by its end', async () => {
    const file = await fileOf('{"v":1,"at":5,"kind":"tape","tape":1,"aheadMs":0}\n')
    await using inspector = await inspectFile(file)
    const page = await opened(inspector)
    await page.told('ended')
    expect(page.got.map(({ t }) => t)).toEqual(['hello', 'ended'])
  })
})

describe('Refused at the door', () => {
  test('what is no recording, with the line', async () => {
    const file = await fileOf('# notes\nof a night\n')
    await expect(inspectFile(file)).rejects.toMatchObject({
      name: 'OptionError',
      option: 'file',
      message: `file: ${file} is no recording: line 1: this is no JSON`,
    })
  })

  test('what is not there, or cannot be read', async () => {
    const path = await folder()
    await expect(inspectFile(join(path, 'gone.jsonl'))).rejects.toThrow(/^file: ENOENT/)
    await expect(inspectFile(path)).rejects.toThrow(/^file: EISDIR/)
  })

  test('options that cannot be used', async () => {
    const file = await fileOf(`${JSON.stringify(note(1))}\n`)
    await expect(inspectFile(file, { host: '0.0.0.0' })).rejects.toMatchObject({ option: 'token' })
    await expect(inspectFile(file, { port: 70_000 })).rejects.toMatchObject({ option: 'port' })
  })
})
