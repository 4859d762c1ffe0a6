/** Frames as lines. Their contents are a peer's: they are shown as they are written, never as markup. */
import type { ShownFrame } from '../../../../src/inspector/wire.ts'
import { counted, shownText } from '../ui/words.ts'

export interface FrameLine {
  readonly at: number
  readonly way: 'in' | 'out'
  readonly isBeat: boolean
  readonly size: string
  readonly text: string
  /** Whether `text` is said by us: it is no content. */
  readonly isRemark: boolean
}

/** Older ones are left out of what is shown. */
export const MOST_FRAMES = 200

/** Newest first. */
export function frameLines(list: readonly ShownFrame[]): FrameLine[] {
  return list.slice(-MOST_FRAMES).reverse().map(lineOf)
}

function lineOf({ at, way, isBeat, bytes, text, isHex, isCut }: ShownFrame): FrameLine {
  const size = counted(bytes, 'byte')
  if (text === null) return { at, way, isBeat, size, text: 'kept back by the program', isRemark: true }
  if (text === '') return { at, way, isBeat, size, text: 'empty', isRemark: true }
  const shown = isHex ? inPairs(text) : shownText(text)
  return { at, way, isBeat, size, text: `${shown}${isCut ? ' …' : ''}`, isRemark: false }
}

/** `00ff10` is `00 ff 10`. */
function inPairs(hex: string): string {
  return shownText(hex).replaceAll(/[\da-f]{2}(?=[\da-f])/gi, (pair) => `${pair} `)
}
