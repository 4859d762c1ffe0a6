/**
 * Bytes ⇄ frames: how a stream is cut, with hard limits on what a peer may make us hold. Pure: no sockets, no timers,
 * nothing of Node's, so the same codecs run in browsers.
 */
export {
  type Codec,
  DEFAULT_MAX_FRAME_BYTES,
  type Decoder,
  FramingError,
  type FramingOptions,
} from './framing/codec.ts'
export { jsonValues } from './framing/json.ts'
export { type LengthOptions, lengthPrefixed } from './framing/length.ts'
export { lines } from './framing/lines.ts'
export { raw } from './framing/raw.ts'
