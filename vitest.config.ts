import { defineConfig } from 'vitest/config'

/** Folders whose tests leave nothing behind: a worker runs one file after the other, and loads what they test once. */
const SHARING = [
  'breaker',
  'charts',
  'clock',
  'detection',
  'inspector',
  'machines',
  'monitoring',
  'pool',
  'rpc',
  'stately',
  'supervision',
  'supervisor',
  'testing',
  'transport',
].map((folder) => `test/${folder}/**/*.test.ts`)

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 20_000,
    // Many a test waits for a real process; on two cores vitest would run one file at a time.
    maxWorkers: 2,
    // Only a test whose premise did not hold, which nothing was tested by: see test/network/support/premise.ts.
    retry: { count: 2, condition: /^The test could not begin: / },
    reporters: ['default', './scripts/counts-reporter.ts'],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reporter: ['text', 'html', 'lcov'] },
    projects: [
      { extends: true, test: { name: 'sharing', include: SHARING, isolate: false } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: SHARING } },
    ],
  },
})
