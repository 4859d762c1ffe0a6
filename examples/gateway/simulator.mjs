/**
 * A thousand devices in one process, which know the gateway's lines and nothing else.
 *
 *     node examples/gateway/simulator.mjs PORT [COUNT]
 *
 * A line on stdin makes some of them misbehave: `freeze 10` (they neither read nor write), `thaw 10`, `again 10` (they
 * dial anew, as after a power cut: their old sockets stay open), `mute 10` (so many strangers dial, and say nothing).
 */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [port = '7373', count = '1000'] = process.argv.slice(2)
const READING_EVERY_MS = 5_000

class Device {
  isFrozen = false
  #socket = null
  #rest = ''
  #isLeaving = false

  constructor(name) {
    this.name = name
    this.dial()
    setTimeout(() => {
      setInterval(() => this.#read(), READING_EVERY_MS).unref()
    }, Math.random() * READING_EVERY_MS).unref()
  }

  /** An older socket is left as it is: nobody is there to close it after a power cut. */
  dial() {
    this.#rest = ''
    const socket = connect(Number(port), '127.0.0.1', () => {
      this.#say(`hello ${this.name}`)
      this.#read()
    })
    this.#socket = socket
    socket.setEncoding('utf8')
    socket.on('data', (text) => this.#heard(socket, text))
    socket.on('error', () => {})
    socket.on('close', () => {
      if (socket !== this.#socket) return
      this.#socket = null
      if (!this.#isLeaving) setTimeout(() => this.dial(), 500 + Math.random() * 500)
    })
  }

  freeze() {
    this.isFrozen = true
    this.#socket?.pause()
  }

  thaw() {
    this.isFrozen = false
    this.#socket?.resume()
  }

  #heard(socket, text) {
    if (socket !== this.#socket) return
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()
    for (const line of lines) {
      if (line === 'ping') this.#say('pong')
      if (line === 'goaway') this.#leave()
    }
  }

  /** Says what it has still to say, and comes back another day. */
  #leave() {
    this.#isLeaving = true
    this.#read()
    this.#socket?.end()
  }

  #read() {
    this.#say(`reading ${(15 + Math.random() * 10).toFixed(1)}`)
  }

  #say(line) {
    if (!this.isFrozen) this.#socket?.write(`${line}\n`)
  }
}

const devices = Array.from(
  { length: Number(count) },
  (_, index) => new Device(`device-${String(index + 1).padStart(4, '0')}`),
)
const frozen = (n) => devices.filter(({ isFrozen }) => isFrozen).slice(0, n)
const well = (n) => devices.filter(({ isFrozen }) => !isFrozen).slice(0, n)

const ORDERS = {
  freeze(n) {
    for (const device of well(n)) device.freeze()
  },
  thaw(n) {
    for (const device of frozen(n)) device.thaw()
  },
  again(n) {
    for (const device of well(n)) device.dial()
  },
  mute(n) {
    for (let dialled = 0; dialled < n; dialled += 1) {
      connect(Number(port), '127.0.0.1')
        .on('error', () => {})
        .resume()
    }
  },
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [order, n] = line.split(' ')
  const isOrder = Object.hasOwn(ORDERS, order)
  if (isOrder) ORDERS[order](Number(n))
  console.log(isOrder ? `done: ${line}` : `freeze N, thaw N, again N or mute N, but not ${line}`)
})
console.log(`process ${process.pid}: ${count} devices dial port ${port}`)
