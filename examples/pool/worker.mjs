/**
 * A worker, as a thread or as a process: is told texts, and says of each whether it is made of words alone. It looks with a
 * pattern that goes astray: each further letter before a wrong one doubles its time, and nothing but the end of the worker
 * ends it. While it looks it answers no ping.
 */
import { parentPort } from 'node:worker_threads'
import { answerPings } from 'pulsetree/worker'

const WORDS = /^(\w+\s?)*$/

answerPings((message) => {
  const { id, text } = JSON.parse(message)
  post(JSON.stringify({ id, isWords: WORDS.test(text) }))
})

function post(message) {
  if (parentPort === null) process.send(message)
  else parentPort.postMessage(message)
}
