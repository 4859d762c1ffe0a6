import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { keptThread } from './kept-thread.ts'
import { MirrorFirst } from './mirror-first.ts'
import { TESTS } from './tests.ts'

/** How stryker runs tests. */
export default defineConfig({
  plugins: [inKeptThread()],
  test: {
    include: JSON.parse(process.env[TESTS] ?? '[]'),
    isolate: false,
    runner: 'scripts/mutation/runner.ts',
    testTimeout: 600_000,
    setupFiles: ['scripts/mutation/seed.ts'],
    sequence: { sequencer: MirrorFirst },
    // Nobody reads how thousands of mutants fail.
    reporters: [{}],
  },
})

/** Stryker's runner asks for vitest's own threads; what a plugin sets counts after that. */
function inKeptThread(): Plugin {
  return {
    name: 'in-kept-thread',
    configureVitest({ project, vitest }) {
      const pool = keptThread(vitest)
      project.config.pool = pool.name
      project.config.poolRunner = pool
    },
  }
}
