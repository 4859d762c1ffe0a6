/** Runs tests as vitest does, but for two things that a mutant can do to them. */
import { performance } from 'node:perf_hooks'
import { TestRunner, test } from 'vitest'

type Test = Parameters<typeof TestRunner.getTestFn>[0]

const LOOK_MS = 1_000
/** After so many looks in a row that saw nothing done. */
const PATIENCE = 5
/** Less than this is the look itself. */
const NOTHING_MS = 50

// As they are before any test puts others in their place.
const { setInterval, clearInterval } = globalThis

export default class Runner extends TestRunner {
  /** A file that cannot be loaded has no tests that could fail: so it gets one. */
  override async importFile(path: string, source: 'collect' | 'setup'): Promise<unknown> {
    try {
      return await super.importFile(path, source)
    } catch (error) {
      if (source === 'setup') throw error
      return test('can be loaded', () => {
        throw error
      })
    } finally {
      if (source === 'collect') guardSuites()
    }
  }

  /**
   * Ends a test that waits for what will never come: a promise that a mutant left alone. By the wall clock that would take
   * patience on a busy machine, where a test may take minutes; but who waits for the processor is not idle.
   */
  async runTask(test: Test): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const stuck = new Promise<never>((_, reject) => {
      let before = performance.eventLoopUtilization()
      let idle = 0
      timer = setInterval(() => {
        const now = performance.eventLoopUtilization()
        idle = performance.eventLoopUtilization(now, before).active < NOTHING_MS ? idle + 1 : 0
        before = now
        if (idle >= PATIENCE) reject(new Error('waits for what will never come'))
      }, LOOK_MS)
    })
    try {
      await Promise.race([TestRunner.getTestFn(test)(), stuck])
    } finally {
      clearInterval(timer)
    }
  }
}

/** What stands in a `describe` runs after the file was loaded. Where it throws, the file’s tests are gone: so it gets one. */
function guardSuites(): void {
  for (const collector of TestRunner.getCurrentSuite().tasks) {
    if (collector.type !== 'collector') continue
    const { collect, suite } = collector
    if (suite === undefined) continue
    collector.collect = async (file) => {
      try {
        return await collect(file)
      } catch (error) {
        const failing = collector.task('can be collected', {
          handler: () => {
            throw error
          },
        })
        // One further in may have thrown; it is gone with the rest.
        failing.suite = suite
        suite.tasks = [failing]
        return suite
      }
    }
  }
}
