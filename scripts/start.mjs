/**
 * `npm start`: the demo, or any command of the CLI (`npm start -- watch tcp://127.0.0.1:7373`). It runs inside this very
 * process, and package.json starts this process by `exec`, so that no shell stands between npm and the CLI: signals
 * reach it, and its exit code is the one that npm sees.
 */
import { fileURLToPath } from 'node:url'

const COMMANDS = [
  'demo',
  'watch',
  'serve',
  'chart',
  'inspect',
  'replay',
  'simulate',
  'help',
  '--help',
  '-h',
  '--version',
  '-V',
]
const main = new URL('../dist/cli/main.js', import.meta.url)
const args = process.argv.slice(2)
const asked = COMMANDS.includes(args[0]) ? args : ['demo', ...args]

process.argv = [process.argv[0], fileURLToPath(main), ...asked]
await import(main.href)
