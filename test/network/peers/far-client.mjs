/**
 * A client on another host, over `tcp`, `tls` or `websocket`, which talks as in `far-talk.mjs`. It dials at once and at each
 * order `dial`, and says `connected NUMBER` as soon as TCP has let it through. With `holds: handshake` it then waits for
 * the order `go` before it shakes hands, with `holds: welcome` before it answers a `hello`; `takes: slowly` makes it a slow
 * reader that does nothing else. Over TCP it `says` something first.
 */
import { connect } from 'node:net'
import * as tls from 'node:tls'
import { WebSocket } from 'ws'
import { linesOver, messagesOver, Talk } from './far-talk.mjs'

export function startClient({ host, port, over, ca, holds, takes, says }, say) {
  const talk = new Talk(say, holds)
  const begin = {
    tcp(socket, number) {
      if (takes === 'slowly') talk.takeSlowly(number, socket)
      else talk.begin(number, linesOver(socket), says)
    },
    tls(socket, number) {
      talk.begin(number, linesOver(tls.connect({ socket, host, ca })))
    },
    websocket(socket, number) {
      const peer = new WebSocket(`ws://${host}:${port}/`, { createConnection: () => socket })
      talk.begin(number, messagesOver(peer))
    },
  }[over]
  const dial = () => {
    const socket = connect(port, host, () => {
      say('connected', number)
      talk.shakeHands(() => begin(socket, number))
    })
    const number = talk.count(socket)
  }
  dial()
  return {
    orders: { ...talk.orders, dial },
    end: () => talk.end(),
  }
}
