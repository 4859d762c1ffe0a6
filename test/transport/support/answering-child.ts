/** A program that answers pings while it waits for work, and ends by itself when it has finished. */
import { parentPort } from 'node:worker_threads'
import { answerPings } from '../../../src/transport/worker.ts'

const stop = answerPings((message) => {
  if (message === 'finish') stop()
  else if (parentPort !== null) parentPort.postMessage(`heard ${message}`)
  else process.send?.(`heard ${message}`)
})
