/**
 * How the peers of another host talk, whichever way their words travel: a line each, or a message each. Everything they
 * say of a connection has its number, from 1, in it.
 *
 * `ping` is answered by `pong`, and told with the time, as the pings of WebSocket are; `hello` by `welcome`; all else is
 * told: `got NUMBER …`.
 */
import { eachLine, nowMs } from './stage.mjs'

/** Lines over a stream. */
export function linesOver(socket) {
  // The socket below tells.
  socket.on('error', () => {})
  return {
    each: (take) => eachLine(socket, take),
    pinged() {},
    send: (text) => socket.writable && socket.write(`${text}\n`),
  }
}

/** Messages over a WebSocket, whose pings `ws` answers. */
export function messagesOver(peer) {
  peer.on('error', () => {})
  return {
    each: (take) => peer.on('message', (data) => take(data.toString())),
    pinged: (take) => peer.on('ping', take),
    send: (text) => peer.readyState === peer.OPEN && peer.send(text),
  }
}

/** The connections of a peer, and what it can be told of them. */
export class Talk {
  #say
  #sockets = []
  #channels = new Map()
  /** What waits for `go` to shake hands; null when nothing has to. */
  #held
  /** Those that were told `hello` and wait for `go` to be answered; null when none has to. */
  #unwelcomed
  /** From this connection on `ping` is not answered. */
  #muteFrom = Number.POSITIVE_INFINITY

  /** @param holds `handshake` or `welcome`: what waits for the order `go`. */
  constructor(say, holds) {
    this.#say = say
    this.#held = holds === 'handshake' ? [] : null
    this.#unwelcomed = holds === 'welcome' ? [] : null
  }

  /** A new connection: its number. `eof` by a FIN, `reset`, then `closed` will be told of its TCP, with the time. */
  count(socket) {
    const number = this.#sockets.push(socket)
    const telling = (word) => () => this.#say(word, number, nowMs())
    socket.setNoDelay()
    socket.on('end', telling('eof')).on('error', telling('reset')).on('close', telling('closed'))
    return number
  }

  /** Shakes hands now, or when told to. */
  shakeHands(act) {
    if (this.#held === null) act()
    else this.#held.push(act)
  }

  /** @param first what is said before anything else. */
  begin(number, channel, first) {
    this.#channels.set(number, channel)
    if (first !== undefined) channel.send(first)
    channel.pinged(() => this.#say('ping', number, nowMs()))
    channel.each((text) => this.#take(number, channel, text))
  }

  /**
   * Takes what comes a little at a time, 64 KiB in 40 ms at the most, and acknowledges it: `took BYTES`, which it also
   * tells, with the time.
   */
  takeSlowly(number, socket) {
    let taken = 0
    socket.on('data', (chunk) => {
      const at = nowMs()
      taken += chunk.length
      if (socket.writable) socket.write(`took ${taken}\n`)
      this.#say('took', number, taken, at)
      socket.pause()
      setTimeout(() => socket.resume(), 40)
    })
  }

  end() {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** What it can be told. */
  orders = {
    /** `send NUMBER …` */
    send: (words) => {
      const [number, ...text] = words.split(' ')
      this.#channels.get(Number(number)).send(text.join(' '))
    },
    /** `pour NUMBER COUNT WORD`: that many, numbered. */
    pour: (words) => {
      const [number, count, word] = words.split(' ')
      for (let nth = 1; nth <= Number(count); nth += 1)
        this.#channels.get(Number(number)).send(`${word} ${nth}`)
    },
    /** `murmur NUMBER`: a word every 100 ms, told with its time, for as long as there is somebody to say it to. */
    murmur: (number) => {
      let nth = 0
      const murmuring = setInterval(() => {
        nth += 1
        const at = nowMs()
        this.#channels.get(Number(number)).send(`word ${nth}`)
        this.#say('murmured', number, at)
      }, 100)
      this.#sockets[Number(number) - 1].once('close', () => clearInterval(murmuring))
    },
    /** Connections that come from now on are not answered. */
    mute: () => {
      this.#muteFrom = this.#sockets.length + 1
      this.#say('mute')
    },
    answer: () => {
      this.#muteFrom = Number.POSITIVE_INFINITY
    },
    /** What was held waits no more, now and later. */
    go: () => {
      for (const act of this.#held ?? []) act()
      for (const channel of this.#unwelcomed ?? []) channel.send('welcome')
      this.#held = null
      this.#unwelcomed = null
    },
  }

  #take(number, channel, text) {
    if (text === 'ping') {
      const at = nowMs()
      if (number < this.#muteFrom) channel.send('pong')
      // Told when it is answered: whoever cuts the cable then has the answer.
      this.#say('ping', number, at)
    } else if (text === 'hello') {
      this.#say('hello', number)
      if (this.#unwelcomed === null) channel.send('welcome')
      else this.#unwelcomed.push(channel)
    } else if (text !== 'pong') this.#say('got', number, text)
  }
}
