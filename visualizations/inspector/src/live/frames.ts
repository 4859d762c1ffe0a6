/** The frames that came, as many as anybody reads. */
import type { ShownFrame } from '../../../../src/inspector/wire.ts'

const MOST = 1_000

export interface Frames {
  readonly list: readonly ShownFrame[]
  /** So many were left out: by the server, or here because there were too many. */
  readonly left: number
}

export function framesWith(
  before: Frames,
  { frames, left }: { frames: readonly ShownFrame[]; left: number },
): Frames {
  const list = [...before.list, ...frames]
  const over = Math.max(0, list.length - MOST)
  return { list: list.slice(over), left: before.left + left + over }
}
