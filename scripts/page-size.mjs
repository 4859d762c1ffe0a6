/** Part of `npm run check`: the inspector's page has to stay light. size-limit bundles what it measures, and this is a page. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** As servers send it, in bytes. */
const LIMIT = 120_000

const size = gzipSync(readFileSync(new URL('../dist/inspector/page.html', import.meta.url)), {
  level: 9,
}).length
console.log(`the inspector's page: ${(size / 1_000).toFixed(1)} kB gzip, of ${LIMIT / 1_000} kB`)
if (size > LIMIT) process.exitCode = 1
