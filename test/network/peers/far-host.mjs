/**
 * Another host, with the peers of many tests in one process. Told what to do by a JSON value a line: `start` (`server` or
 * `client`, with `settings`) a peer of this `name`, `tell` it an order, `end` it. What a peer says follows its name.
 */
import { createInterface } from 'node:readline'
import { startClient } from './far-client.mjs'
import { startServer } from './far-server.mjs'

const STARTS = { server: startServer, client: startClient }
const peers = new Map()

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { name, start, settings, tell, end } = JSON.parse(line)
    if (start !== undefined) {
      const say = (...words) => process.stdout.write(`${name}: ${words.join(' ')}\n`)
      peers.set(name, STARTS[start](settings, say))
    }
    if (tell !== undefined) {
      const [word, ...rest] = tell.split(' ')
      peers.get(name).orders[word](rest.join(' '))
    }
    if (end) peers.get(name).end()
  })
  .on('close', () => process.exit())
process.stdout.write('host: ready\n')
