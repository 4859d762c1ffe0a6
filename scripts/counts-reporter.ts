import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node'

/**
 * The last words of `npm test`: what was skipped, by name, and one plain line of counts. A test that did not run because
 * its file, its suite or the run itself broke is a failed one, and so is an error that no test caught.
 */
export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 }
    const skips = new Map<string, number>()
    for (const module of modules) {
      const failedBefore = counts.failed
      for (const test of module.children.allTests()) {
        const verdict = verdictOf(test)
        counts[verdict] += 1
        if (verdict !== 'skipped') continue
        const name = nameOfSkip(test)
        skips.set(name, (skips.get(name) ?? 0) + 1)
      }
      if (module.state() === 'failed' && counts.failed === failedBefore) counts.failed += 1
    }
    for (const [name, tests] of skips) process.stdout.write(`skipped: ${name} (${tests})\n`)
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  }
}

function verdictOf(test: TestCase): 'passed' | 'failed' | 'skipped' {
  const { state } = test.result()
  if (state === 'passed' || state === 'failed') return state
  if (state === 'pending') return 'failed'
  return kept(test) ? 'failed' : 'skipped'
}

/** True when the test was meant to run and something around it broke: it was not skipped, it was kept from running. */
function kept(test: TestCase): boolean {
  if (test.options.mode === 'skip' || test.options.mode === 'todo') return false
  for (let around: TestSuite | TestModule = test.parent; ; around = around.parent) {
    if (around.errors().length > 0) return true
    if (around.type === 'module') return false
  }
}

/** The suite it stands in, or the test itself at the top of a file; with the reason, where one was given. */
function nameOfSkip(test: TestCase): string {
  const result = test.result()
  const note = result.state === 'skipped' && result.note !== undefined ? `: ${result.note}` : ''
  const inside = test.parent.type === 'suite' ? test.parent.fullName : test.name
  return `${test.module.relativeModuleId} > ${inside}${note}`
}
