import { SOURCES } from './scripts/entries.mjs'

/** `npm run check` asks knip what nobody uses. @type {import('knip').KnipConfig} */
export default {
  entry: [
    ...SOURCES,
    'examples/**/*.{ts,tsx,mjs}',
    'scripts/*.{mjs,ts}',
    'visualizations/inspector/src/main.tsx',
    'visualizations/inspector/vite.config.ts',
    // Started as processes or built into pages, rather than imported.
    'test/**/peers/*.mjs',
    'test/**/*-peer.mjs',
    'test/browser/pages/*.ts',
    'test/network/ours/*.ts',
    'test/transport/support/crowded-server.ts',
    'scripts/soak/crowd.mjs',
    'test/fuzz/host.ts',
    // Run by a vitest of their own.
    'test/scripts/mutation/support/*.ts',
    'scripts/mutants/trial.ts',
    'scripts/mutation/{stryker.config.mjs,vitest.config.ts,runner.ts,seed.ts}',
    'bench/dial/server.ts',
    'bench/server/go-host.ts',
    'bench/virtual/host.ts',
    'bench/inspect/{host,page}.ts',
  ],
  project: ['{src,test,bench,examples,scripts,visualizations/inspector}/**/*.{ts,tsx,mjs}'],
  // Of the bench, where the machine has it.
  ignoreBinaries: ['go', 'etcd', 'apt-get'],
  ignoreDependencies: [
    // Read as a file, and run inside pages.
    'axe-core',
    '@arethetypeswrong/cli',
    '@typescript/native',
    // Named by the configuration of stryker, which types it by a package of its own.
    '@stryker-mutator/vitest-runner',
    '@stryker-mutator/api',
  ],
  ignoreExportsUsedInFile: { interface: true, type: true },
}
