/** Frames of RFC 6455 written and read by hand, for strangers that do what no library would. */
export const CONTINUATION = 0
export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PING = 9
export const PONG = 10

export interface Frame {
  readonly opcode: number
  /** Whether its message ends with it. Default true. */
  readonly fin?: boolean
  /** Default nothing. */
  readonly payload?: string | Uint8Array
}

/** @param masks as a client must, and a server must not. */
export function frameBytes({ opcode, fin = true, payload = '' }: Frame, masks: boolean): Buffer {
  const data = Buffer.from(payload)
  const head = [(fin ? 0x80 : 0) | opcode]
  const mask = masks ? 0x80 : 0
  if (data.length < 126) head.push(mask | data.length)
  else if (data.length < 65_536) head.push(mask | 126, data.length >> 8, data.length & 0xff)
  else head.push(mask | 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (data.length >> shift) & 0xff))
  if (!masks) return Buffer.concat([Buffer.from(head), data])
  const key = [0x12, 0x34, 0x56, 0x78]
  return Buffer.concat([
    Buffer.from(head),
    Buffer.from(key),
    data.map((byte, at) => byte ^ (key[at % 4] ?? 0)),
  ])
}

/** A close frame; without a code, an empty one. */
export function closeBytes(code: number | undefined, masks: boolean, reason = ''): Buffer {
  const payload =
    code === undefined ? '' : Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])
  return frameBytes({ opcode: CLOSE, payload }, masks)
}

/** Reads frames, however their bytes are cut. */
export class FrameReader {
  #bytes = Buffer.alloc(0)

  push(chunk: Uint8Array): Required<Frame>[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    const frames: Required<Frame>[] = []
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Required<Frame> | null {
    const bytes = this.#bytes
    if (bytes.length < 2) return null
    const [first = 0, second = 0] = bytes
    const short = second & 0x7f
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
    const maskBytes = (second & 0x80) === 0 ? 0 : 4
    const from = 2 + lengthBytes + maskBytes
    if (bytes.length < from) return null
    const length =
      lengthBytes === 0 ? short : bytes.readUIntBE(lengthBytes === 8 ? 4 : 2, lengthBytes === 8 ? 6 : 2)
    if (bytes.length < from + length) return null
    const mask = bytes.subarray(from - maskBytes, from)
    const payload = bytes.subarray(from, from + length).map((byte, at) => byte ^ (mask[at % 4] ?? 0))
    this.#bytes = bytes.subarray(from + length)
    return { opcode: first & 0x0f, fin: (first & 0x80) !== 0, payload }
  }
}
