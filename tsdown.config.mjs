import { defineConfig } from 'tsdown'
import { SOURCES } from './scripts/entries.mjs'

/** `npm run build` runs this through scripts/build.mjs, which puts the result in place in one step. */
export default defineConfig({
  entry: [
    ...SOURCES,
    'src/cli/main.ts',
    // Programs that the demo starts as processes of their own.
    'src/cli/demo/peer.ts',
    'src/cli/demo/guard.ts',
  ],
  root: 'src',
  // One output file per source file: no class is doubled between two entries, and stack traces stay readable.
  unbundle: true,
  platform: 'node',
  fixedExtension: false,
  dts: true,
  // That types take most of the time is known.
  checks: { pluginTimings: false },
})
