/**
 * Brings in what is missing, and nothing else: dependencies when the lock file is newer than what is installed, dist
 * when a source is newer than it. Needs Node alone. With --dist it looks at dist only: that is the `prepare` step,
 * which some versions of npm run at every single `npx pulsetree`, so it has to be quick when there is nothing to do.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What dist is made of; the page of the inspector has the charts in it, and their colours. */
const SOURCES = ['src', 'visualizations/inspector', 'visualizations/charts']

/** What tests talk to that comes from elsewhere, and the packages of Debian that have it. Without it they are left out. */
const PROGRAMS = [
  ['/usr/bin/etcd', 'etcd-server'],
  ['/usr/bin/java', 'default-jre-headless'],
  ['/usr/share/java/zookeeper.jar', 'libzookeeper-java'],
  ['/usr/bin/go', 'golang-go'],
  ['/usr/bin/python3', 'python3'],
]

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))))

if (
  !process.argv.includes('--dist') &&
  changed('package-lock.json') > changed('node_modules/.package-lock.json')
) {
  say('installing the dependencies (npm ci)')
  npmCi()
}
if (
  newest(...SOURCES, 'scripts/build.mjs', 'scripts/entries.mjs', 'tsdown.config.mjs', 'package.json') >
  changed('dist/index.js')
) {
  say('building dist')
  const { build } = await import('./build.mjs')
  await build()
}
if (
  process.env.CI === 'true' &&
  process.platform === 'linux' &&
  process.env.npm_lifecycle_event === 'pretest'
) {
  const missing = PROGRAMS.filter(([path]) => !existsSync(path)).map(([, name]) => name)
  if (missing.length > 0) install(missing)
}

/** On stderr: what a command prints on stdout belongs to the command. */
function say(what) {
  console.error(`pulsetree: ${what}`)
}

function npmCi() {
  const args = ['ci', '--include=dev', '--loglevel=error']
  const npm = process.env.npm_execpath
  const viaNode = npm !== undefined && /npm-cli\.c?js$/.test(npm)
  const { status } = viaNode
    ? spawnSync(process.execPath, [npm, ...args], { stdio: ['inherit', 2, 2] })
    : spawnSync('npm', args, { stdio: ['inherit', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}

/** Where it cannot, the tests say what is missing, and fail. */
function install(packages) {
  say(`installing ${packages.join(', ')} (apt-get)`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 2], env })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages)
}

/** When `path` last changed; 0 when it is not there. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** When the last of `paths` changed. Folders count too: a file that was deleted or renamed shows only there. */
function newest(...paths) {
  let latest = 0
  for (const path of paths) {
    latest = Math.max(latest, changed(path))
    if (!statSync(path).isDirectory()) continue
    latest = Math.max(latest, newest(...readdirSync(path).map((name) => `${path}/${name}`)))
  }
  return latest
}
