/** Takes the pictures, one view after the other, in light and in dark colours at the same time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { inspect, inspectFile } from '../../src/inspector/index.ts'
import { launchChromium } from '../../test/browser/support/launch.ts'
import { Crowd } from './crowd.ts'
import { Pair, rest } from './pair.ts'
import { Scene } from './scene.ts'

const CROWD = 5_000

/** The paths of what was made, in `folder`. @throws Error where there is no browser. */
export async function* takePictures(folder: string): AsyncGenerator<string> {
  const browser = await launchChromium()
  try {
    yield* ofScene(browser, folder)
    yield* ofCrowd(browser, folder)
  } finally {
    await browser.close()
  }
}

async function* ofScene(browser: Browser, folder: string): AsyncGenerator<string> {
  const scene = new Scene()
  const inspector = await inspect(scene.fleet, { allow: ['stop', 'restart', 'reconnect'] })
  const note = (text: string): void => {
    inspector.note(text)
    scene.events.push({ v: 1, at: Date.now(), kind: 'note', text })
  }
  try {
    await scene.begin()
    const pair = await Pair.open(browser, inspector.url)
    await pair.choose('prices')
    await rest(6_000)
    note('quotes moves to another host')
    await scene.feed('quotes').kill()
    await pair.phase('quotes', 'backoff')
    await scene.feed('quotes').start()
    await pair.phase('quotes', 'alive')
    await rest(3_000)
    note('prices hangs (SIGSTOP): its kernel still accepts, nobody answers')
    scene.feed('prices').freeze()
    await pair.phase('prices', 'backoff')
    await scene.feed('orders').kill()
    await pair.phase('prices', 'alive')
    await pair.tells('2 of 3 heartbeats missed')
    yield* await pair.shoot(folder, 'tree')
    await pair.phase('prices', 'backoff')
    scene.feed('prices').thaw()
    await pair.tells('It is back')
    await rest(2_000)
    await pair.bring('Deadlines')
    yield* await pair.shoot(folder, 'connection')
    await scene.feed('orders').start()
    await pair.phase('orders', 'alive')
    await pair.standOn(/suspect: not heard for too long/)
    yield* await pair.shoot(folder, 'timeline')
    await pair.close()
    yield* await narrow(browser, inspector.url, folder)
    yield* ofRecording(browser, scene, folder)
  } finally {
    await inspector.close()
    await scene.end()
  }
}

async function narrow(browser: Browser, url: string, folder: string): Promise<string[]> {
  const pair = await Pair.open(browser, url, { width: 390, height: 800 }, ['light'])
  await pair.choose('prices')
  await pair.tells('Alive')
  const files = await pair.shoot(folder, 'narrow')
  await pair.close()
  return files
}

async function* ofRecording(browser: Browser, { events }: Scene, folder: string): AsyncGenerator<string> {
  const place = mkdtempSync(join(tmpdir(), 'pulsetree-screenshots-'))
  const file = join(place, 'monday.jsonl')
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  const inspector = await inspectFile(file)
  try {
    const pair = await Pair.open(browser, inspector.url)
    await pair.choose('orders')
    await pair.standOn(/backoff: the link has been let go/)
    yield* await pair.shoot(folder, 'recording')
    await pair.close()
  } finally {
    await inspector.close()
    rmSync(place, { recursive: true })
  }
}

async function* ofCrowd(browser: Browser, folder: string): AsyncGenerator<string> {
  const crowd = new Crowd()
  const inspector = await inspect(crowd.fleet)
  try {
    await crowd.begin(CROWD)
    const pair = await Pair.open(browser, inspector.url)
    await pair.pick({ x: 160, y: 168 })
    yield* await pair.shoot(folder, 'map')
    await pair.close()
  } finally {
    await inspector.close()
    await crowd.end()
  }
}
