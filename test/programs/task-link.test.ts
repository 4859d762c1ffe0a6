import { afterEach, describe, expect, test } from 'vitest'
import { turn } from '../../src/clock/turn.ts'
import { type Run, TaskLink } from '../../src/programs/task-link.ts'
import { type VirtualClock, virtualClock } from '../../src/testing/index.ts'
import { Recorder } from '../transport/support/recorder.ts'

/** One run of a task that ends when the test says so. */
class Scene {
  readonly clock: VirtualClock = virtualClock()
  readonly told: unknown[] = []
  readonly recorder = new Recorder(() => {})
  beat: (value?: string) => void = () => {}
  signal: AbortSignal | null = null
  finish: (result: number) => void = () => {}
  fail: (error: Error) => void = () => {}
  readonly link: TaskLink<number, string>

  constructor() {
    const run: Run<number, string> = {
      clock: this.clock,
      patienceMs: 1_000,
      start: (beat, signal) => {
        this.beat = beat
        this.signal = signal
        return new Promise((resolve, reject) => {
          this.finish = resolve
          this.fail = reject
        })
      },
      why: () => 'because',
      beaten: (value) => this.told.push(['beat', value]),
      returned: (result) => this.told.push(['returned', result]),
      left: (goesOn) => this.told.push(['left', goesOn]),
    }
    this.link = new TaskLink(run, this.recorder)
    this.recorder.own(this.link)
  }
}

const scenes: Scene[] = []

async function started(): Promise<Scene> {
  const scene = new Scene()
  scenes.push(scene)
  await turn()
  return scene
}

afterEach(() => {
  expect(scenes.splice(0).flatMap(({ recorder }) => recorder.breaches)).toEqual([])
})

describe('A run of a task', () => {
  test('is open at once, is heard when it beats, and has ended when it returned', async () => {
    const scene = await started()
    scene.beat('one')
    scene.beat()
    scene.finish(42)
    await turn()
    expect(scene.told).toEqual([
      ['beat', 'one'],
      ['beat', undefined],
      ['returned', 42],
    ])
    expect(scene.recorder.log).toEqual(['opened', 'heard', 'heard', 'ended closed', 'released'])
  })

  test('that throws has crashed with what was thrown', async () => {
    const scene = await started()
    const error = new Error('boom')
    scene.fail(error)
    await turn()
    expect(scene.recorder.log).toEqual(['opened', 'ended crash', 'released'])
    expect(scene.recorder.cause).toMatchObject({ error })
  })

  test('that is closed before it began never begins', async () => {
    const scene = new Scene()
    scene.link.close()
    await turn()
    expect([scene.recorder.log, scene.signal]).toEqual([['released'], null])
  })

  test('that is closed is asked by its signal, and is not heard any more; its result counts', async () => {
    const scene = await started()
    scene.link.close()
    scene.link.close()
    expect([scene.signal?.aborted, scene.signal?.reason]).toEqual([true, 'because'])
    scene.beat('late')
    scene.finish(1)
    await turn()
    expect(scene.told).toEqual([['returned', 1]])
    expect(scene.recorder.log).toEqual(['opened', 'released'])
  })

  test('that is destroyed out of the blue is asked first, and left when its patience is over', async () => {
    const scene = await started()
    scene.link.destroy()
    await scene.clock.advance(999)
    expect([scene.signal?.aborted, scene.recorder.log]).toEqual([true, ['opened']])
    await scene.clock.advance(1)
    expect(scene.recorder.log).toEqual(['opened', 'released'])
    scene.beat('late')
    scene.finish(1)
    await turn()
    expect(scene.told).toEqual([
      ['left', true],
      ['left', false],
    ])
  })

  test('that is destroyed after it was asked is left a turn later, and heeds no further call', async () => {
    const scene = await started()
    scene.link.close()
    scene.link.destroy()
    scene.link.destroy()
    expect(scene.recorder.log).toEqual(['opened'])
    await turn()
    await turn()
    expect([scene.told, scene.recorder.log]).toEqual([[['left', true]], ['opened', 'released']])
    scene.link.destroy()
    scene.link.close()
    await turn()
    expect(scene.recorder.log).toEqual(['opened', 'released'])
  })

  test('leaves no timer behind when it ends in time', async () => {
    const scene = await started()
    scene.link.destroy()
    expect(scene.clock.pending).toBe(1)
    scene.fail(new Error('aborted'))
    await turn()
    expect([scene.clock.pending, scene.told, scene.recorder.log]).toEqual([0, [], ['opened', 'released']])
  })

  test('takes no frames', async () => {
    const scene = await started()
    expect(() => scene.link.encode()).toThrow(/takes no frames/)
    scene.link.destroy()
    await scene.clock.advance(1_000)
  })
})
