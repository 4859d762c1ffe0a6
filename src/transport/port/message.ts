/** Frames ⇄ the messages of a port: what crosses as it is, what as JSON, and what cannot be a frame. Pure. */

import { bytesOf, frameBytesOf, frameLimit, tooLong } from '../framing/codec.ts'
import { FramingError, type FramingOptions } from '../framing.ts'
import { OptionError, type Payload } from '../transport.ts'
import { jsonText, kindOf } from './json-text.ts'

export interface MessageOptions extends Pick<FramingOptions, 'maxFrameBytes'> {
  /**
   * `plain` (default): a text frame is a message that is a string, a frame of bytes one that is a `Uint8Array` (an
   * `ArrayBuffer` and other views are taken, too); any other message ends the link with `protocol`.
   *
   * `json`: a text frame is one JSON value, which is posted as that value, so that peers see objects; messages come up
   * as their JSON text, strings in quotes. What JSON does not say of a message (a `Map`'s entries, `undefined` fields)
   * is lost; a message of which it says nothing ends the link with `protocol`. Bytes cross as they are, as in `plain`.
   */
  readonly messages?: 'plain' | 'json'
}

/** One message as a frame. */
export interface MessageFrame {
  readonly data: Uint8Array
  readonly isText: boolean
}

/** How messages are made and taken, for any number of links. */
export interface MessageForm {
  /** @throws OptionError naming `payload` when it is longer than `maxFrameBytes`, or not the JSON it should be. */
  encode(payload: Payload): Payload
  /** What is posted for an encoded payload. */
  messageOf(encoded: Payload): unknown
  /** @throws FramingError when it is none. */
  frameOf(message: unknown): MessageFrame
}

/** @throws OptionError naming `messages` or `maxFrameBytes`. */
export function messageForm(options: MessageOptions): MessageForm {
  const { messages = 'plain' } = options
  if (messages !== 'plain' && messages !== 'json') {
    throw new OptionError('messages', `expected one of plain, json, got ${String(messages)}`)
  }
  const maxFrameBytes = frameLimit(options)
  const isJson = messages === 'json'
  return {
    encode(payload) {
      checkLength(payload, maxFrameBytes)
      if (isJson && typeof payload === 'string') parsed(payload)
      return payload
    },
    messageOf: (encoded) => (isJson && typeof encoded === 'string' ? parsed(encoded) : encoded),
    frameOf(message) {
      const frame = isJson ? jsonFrame(message, maxFrameBytes) : plainFrame(message)
      if (frame.data.length > maxFrameBytes) throw tooLong(maxFrameBytes)
      return frame
    },
  }
}

/** No character takes more than three bytes of UTF-8: most texts need not be encoded to be found short enough. */
function checkLength(payload: Payload, maxFrameBytes: number): void {
  if (typeof payload === 'string' && payload.length * 3 <= maxFrameBytes) return
  frameBytesOf(payload, maxFrameBytes)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new OptionError('payload', 'not one JSON value; a string is one in quotes')
  }
}

function plainFrame(message: unknown): MessageFrame {
  if (typeof message === 'string') return { data: bytesOf(message), isText: true }
  const data = viewOf(message)
  if (data === null) throw new FramingError(`a message that is neither text nor bytes (${kindOf(message)})`)
  return { data, isText: false }
}

function jsonFrame(message: unknown, maxFrameBytes: number): MessageFrame {
  const data = viewOf(message)
  if (data !== null) return { data, isText: false }
  const text = jsonText(message, maxFrameBytes)
  if (text === null) throw tooLong(maxFrameBytes)
  return { data: bytesOf(text), isText: true }
}

/** null for what is no bytes. Shared memory is copied: a frame is its reader's alone. */
function viewOf(message: unknown): Uint8Array | null {
  if (message instanceof ArrayBuffer) return new Uint8Array(message)
  if (!ArrayBuffer.isView(message)) return null
  const bytes = new Uint8Array(message.buffer, message.byteOffset, message.byteLength)
  return message.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes)
}
