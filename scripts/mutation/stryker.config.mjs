/** What is the same for every run of stryker; `mutate.ts` adds the rest. @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/mutation/vitest.config.ts', related: true },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // A machine that is busy with something else kills no mutant: loops without end meet stryker's own bound on hits.
  timeoutMS: 40_000,
  timeoutFactor: 3,
  dryRunTimeoutMinutes: 20,
  ignorePatterns: ['/dist*', '/coverage', '/docs', '/visualizations', '/.ci'],
  reporters: [process.stderr.isTTY ? 'progress' : 'progress-append-only'],
  logLevel: 'warn',
  allowEmpty: true,
}
