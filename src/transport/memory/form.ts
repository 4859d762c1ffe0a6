/** How the frames of a port travel, and what makes frames of its bytes. */
import { frameBytesOf, frameLimit } from '../framing/codec.ts'
import { type Codec, lines } from '../framing.ts'
import { type Cut, OptionError, type Payload } from '../transport.ts'
import type { Delivery } from './verdict.ts'

export type Form =
  | { readonly delivers: 'stream'; readonly codec: Codec }
  | { readonly delivers: 'messages'; readonly maxFrameBytes: number }

/** What can be said of it. */
export interface FormOptions {
  /**
   * `stream` (default): bytes in order, complete and unharmed, as TCP's, cut by the codec. `messages`: each write is a
   * message that travels apart from the others, as datagrams in a tunnel or an unordered data channel do: it may be
   * dropped, doubled, overtaken or changed, and what is sent in a cut is lost. Opening and closing are as a stream's.
   * Both ends must agree, or the dial is refused.
   */
  readonly delivers?: Delivery
  /** Of a stream; default `lines()`. */
  readonly codec?: Codec
  /** Of messages: the longest, in bytes; 1 to 2^30, default 1 MiB. A longer one from the peer ends the link. */
  readonly maxFrameBytes?: number
}

export const FORM_OPTIONS = ['delivers', 'codec', 'maxFrameBytes'] as const

/** @throws OptionError naming the option that cannot be used. */
export function formOf(options: FormOptions): Form {
  const { delivers = 'stream', codec, maxFrameBytes } = options
  if (delivers !== 'stream' && delivers !== 'messages') {
    throw new OptionError('delivers', `expected stream or messages, got ${String(delivers)}`)
  }
  if (delivers === 'messages') {
    if (codec !== undefined) throw new OptionError('codec', 'messages are whole: nothing cuts them')
    return { delivers, maxFrameBytes: frameLimit(options) }
  }
  if (maxFrameBytes !== undefined) throw new OptionError('maxFrameBytes', 'it is an option of the codec')
  return { delivers, codec: codec ?? lines() }
}

export function cutOf(form: Form): Cut {
  return form.delivers === 'messages' ? 'whole' : form.codec.cut
}

/** @throws OptionError naming `payload` when it cannot be a frame. */
export function encodeAs(form: Form, payload: Payload): Payload {
  if (form.delivers === 'stream') return form.codec.encode(payload)
  frameBytesOf(payload, form.maxFrameBytes)
  return payload
}
