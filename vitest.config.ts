import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
    // Many a test waits for a real process; on two cores vitest would run one file at a time.
    maxWorkers: 2,
    // Only a test whose premise did not hold, which nothing was tested by: see test/network/support/premise.ts.
    retry: { count: 2, condition: /^The test could not begin: / },
    reporters: ['default', './scripts/counts-reporter.ts'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html', 'lcov'] },
  },
})
