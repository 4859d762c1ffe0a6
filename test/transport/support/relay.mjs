// A worker that only hands on: between its channel to whoever started it and a far end that a test holds, which is a
// message port for a thread, and stdin and stdout, a line of JSON each message, for a process.
import { createInterface } from 'node:readline'
import { parentPort, workerData } from 'node:worker_threads'

if (parentPort !== null) {
  const { far } = workerData
  parentPort.on('message', (message) => far.postMessage(message))
  far.on('message', (message) => {
    if (message === null) process.exit(0)
    else parentPort.postMessage(message)
  })
} else {
  let sent = Promise.resolve()
  const send = (message) => new Promise((resolve) => process.send(message, resolve))
  process.on('message', (message) => process.stdout.write(`${JSON.stringify(message)}\n`))
  process.on('disconnect', () => process.exit(0))
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      sent = sent.then(() => send(JSON.parse(line)))
    })
    .on('close', () => sent.then(() => process.exit(0)))
}
