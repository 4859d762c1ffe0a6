/**
 * A program that knows nothing of this library: a thread, a process with a channel, or a command that speaks lines. It does
 * what its arguments say, then what it is told, one order each: `ping`, `say …`, `print …`, `complain …`, `exit N`, `throw`,
 * `spin` (a busy loop), `flood N` (MiB of output), `stay`, `deaf` (heeds no SIGTERM), `leave` (starts a process that outlives it).
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { parentPort } from 'node:worker_threads'

const post =
  parentPort !== null
    ? (message) => parentPort.postMessage(message)
    : process.send !== undefined
      ? (message) => process.send(message, () => {})
      : (message) => process.stdout.write(`${message}\n`)

const orders = {
  ping: () => post('pong'),
  say: (words) => post(words),
  print: (words) => process.stdout.write(`${words}\n`),
  complain: (words) => process.stderr.write(`${words}\n`),
  exit: (code) => process.exit(Number(code)),
  throw() {
    throw new TypeError('this program has a bug')
  },
  spin() {
    for (;;);
  },
  flood(count) {
    const mebibyte = `${'x'.repeat(1023)}\n`.repeat(1024)
    let left = Number(count)
    const more = () => {
      if (left === 0) return post('flooded')
      left -= 1
      process.stdout.write(mebibyte, more)
    }
    more()
  },
  listen() {},
  stay: () => setInterval(() => {}, 1e6),
  deaf: () => process.on('SIGTERM', () => post('never')),
  leave() {
    const stays = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' })
    stays.on('spawn', () => post(`left ${stays.pid}`))
  },
}

const obey = (message) => {
  const [order, rest] = message.split(/ (.*)/s)
  orders[order](rest)
}

// Tests that are killed themselves end nobody.
const parent = process.ppid
setInterval(() => process.ppid === parent || process.exit(), 1_000).unref()

const { argv } = process
for (const order of argv.slice(2)) obey(order)
if (parentPort !== null) parentPort.on('message', obey)
else if (process.send !== undefined) process.on('message', obey)
else if (argv.includes('listen')) createInterface({ input: process.stdin }).on('line', obey)
