/**
 * A worker, as a thread or as a child process, that knows messages and nothing else: it answers `ping` by `pong`, and
 * does what it is told: `spin` (a busy loop), `exit N`, `throw`, `disconnect` (and runs on), `say …`.
 */
import { parentPort } from 'node:worker_threads'

/** What its parent does not take any more is no error of a process. */
const send = (message) => process.send(message, () => {})
const post = (message) => (parentPort === null ? send(message) : parentPort.postMessage(message))

const orders = {
  ping: () => post('pong'),
  say: (words) => post(words),
  exit: (code) => process.exit(Number(code)),
  throw() {
    throw new TypeError('this worker has a bug')
  },
  disconnect() {
    process.disconnect()
    setInterval(() => {}, 1_000_000)
  },
  spin() {
    for (;;);
  },
}

;(parentPort ?? process).on('message', (message) => {
  const [order, rest] = message.split(/ (.*)/s)
  orders[order](rest)
})
post('up')
