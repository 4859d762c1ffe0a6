import { defineConfig } from 'tsdown'
import { SOURCES } from './scripts/entries.mjs'

/** What types need that a page's compiler may not know of; nothing else brings it in where there are no types of Node. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />'

/** Declarations that name it say so themselves, and compile whatever `lib` a project has. */
const selfContained = {
  name: 'self-contained-declarations',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk' || !file.fileName.endsWith('.d.ts')) continue
        if (/Symbol\.(asyncD|d)ispose/.test(file.code)) file.code = `${DISPOSABLE}\n${file.code}`
      }
    },
  },
}

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
  plugins: [selfContained],
  // That types take most of the time is known.
  checks: { pluginTimings: false },
})
