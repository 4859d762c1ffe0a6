/** `npm run check`: everything that can be said about the code without running the whole suite. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { FORCE_COLOR: _, ...inherited } = process.env
const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`
const env = { ...inherited, PATH: path, NO_COLOR: '1' }
const packed = mkdtempSync(join(tmpdir(), 'pulsetree-pack-'))
const tarball = () => join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? 'package.tgz')

const STEPS = [
  ['format and lint', () => ['biome ci --error-on-warnings --colors=off .']],
  ['types', () => ['tsc --noEmit', 'tsc --noEmit -p examples', 'tsc --noEmit -p visualizations/inspector']],
  ['house rules', () => ['vitest run test/house.test.ts']],
  ['unused code', () => ['knip']],
  ['API reference', () => ['typedoc --emit none']],
  [
    'package',
    () => [
      `npm pack --ignore-scripts --loglevel=error --pack-destination "${packed}"`,
      () => `publint --strict "${tarball()}"`,
      () => `attw --profile esm-only "${tarball()}"`,
    ],
  ],
  ['sizes', () => ['size-limit', 'node scripts/page-size.mjs']],
]

const failed = []
try {
  for (const [name, commands] of STEPS) {
    const began = performance.now()
    const complaint = firstComplaint(commands())
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`${complaint === null ? 'ok    ' : 'FAILED'}  ${name}  ${seconds} s`)
    if (complaint === null) continue
    failed.push(name)
    console.log(complaint)
  }
} finally {
  rmSync(packed, { recursive: true, force: true })
}

if (failed.length > 0) {
  console.log(`check failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

/** What the first command to fail had to say, or null when all went well. Each command starts after the one before. */
function firstComplaint(commands) {
  for (const command of commands) {
    const line = typeof command === 'function' ? command() : command
    const { status, stdout } = spawnSync(`${line} 2>&1`, { cwd: root, env, shell: true, encoding: 'utf8' })
    if (status !== 0) return `$ ${line}\n${stdout}`
  }
  return null
}
