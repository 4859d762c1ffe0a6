/** The headers of WebSocket frames, as read beside `ws`, against the receiver of `ws` itself. */
import type { Writable } from 'node:stream'
import * as library from 'ws'
import { Boundaries } from '../../../src/transport/websocket/boundaries.ts'
import { joined } from '../bytes.ts'
import corpus from '../corpus/boundaries.json' with { type: 'json' }
import { chosen, chunksOf } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { framesOf } from './websocket-frames.ts'

/** What a receiver made of a stream. */
interface Told {
  readonly messages: number
  readonly goodbye: { readonly code: number; readonly reason: string } | null
  readonly isBroken: boolean
}

export const boundariesTarget: Target = {
  name: 'boundaries',
  of: 'transport/websocket/boundaries.ts',
  share: 80,
  corpus: casesIn(corpus),
  words: [
    '\x81\x00',
    '\x89\x00',
    '\x88\x00',
    '\x88\x02\x03\xe8',
    '\x01\x01a',
    '\x80\x01b',
    '\x82\x7e\x00\x80',
    '\x82\x7f\0\0\0\0\0\0\0\x02ab',
    '\x81\x81abcd\x00',
    '\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff',
  ],
  grammar(draw) {
    const masked = draw.below(2)
    return { bytes: joined(framesOf(draw, masked === 1)), knobs: [masked] }
  },
  check(input) {
    const cut = new Boundaries()
    for (const chunk of chunksOf(input)) cut.push(chunk)
    const whole = new Boundaries()
    whole.push(input.bytes)
    const agree = cut.messages === whole.messages && cut.begun === whole.begun
    must(agree && JSON.stringify(cut.goodbye) === JSON.stringify(whole.goodbye), 'whole and in chunks differ')
    const told = receive(input.bytes.slice(), chosen(input, 0, [false, true]))
    must(cut.messages >= told.messages, () => `${cut.messages} messages, and ws has read ${told.messages}`)
    if (told.isBroken) return
    must(cut.messages === told.messages, () => `${cut.messages} messages, and ws has read ${told.messages}`)
    must(
      JSON.stringify(cut.goodbye) === JSON.stringify(told.goodbye),
      () => `${JSON.stringify(cut.goodbye)}, and ws has ${JSON.stringify(told.goodbye)}`,
    )
  },
}

function receive(bytes: Uint8Array, isServer: boolean): Told {
  const told = { messages: 0, goodbye: null as Told['goodbye'], isBroken: false }
  const receiver = receiverOf(isServer)
  receiver.on('message', () => {
    told.messages += 1
  })
  receiver.on('conclude', (code: number, reason: Buffer) => {
    told.goodbye = { code, reason: reason.toString() }
  })
  receiver.on('error', () => {})
  receiver.write(Buffer.from(bytes))
  // Told to listeners in a later turn, and known at once.
  told.isBroken = receiver.errored !== null
  return told
}

/** Its types do not tell of it. */
function receiverOf(isServer: boolean): Writable {
  const Receiver: unknown = Reflect.get(library, 'Receiver')
  if (typeof Receiver !== 'function') throw new Error('ws has no receiver')
  return Reflect.construct(Receiver, [{ isServer, allowSynchronousEvents: true, maxPayload: 1_048_576 }])
}
