/** What can befall single frames, and who says so. */
import { OptionError } from '../transport.ts'

/** What befalls one frame (on a stream: one write) on its way. */
export type Verdict =
  | { readonly kind: 'pass' }
  /** Later by `ms`; on a stream everything behind it waits too, as order demands. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** From this frame on nothing of its connection arrives this way, and nobody is told. */
  | { readonly kind: 'cut' }
  /** The connection is reset in its place. */
  | { readonly kind: 'reset' }
  // Those below only where frames travel apart from each other: a stream retransmits, orders and checks its bytes.
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  /** Overtaken by whatever is sent within `ms` after it. */
  | { readonly kind: 'reorder'; readonly ms: number }
  /** One bit is another. */
  | { readonly kind: 'corrupt' }

/** How frames travel: in order, complete and unharmed, as TCP's; or each by itself, as datagrams do. */
export type Delivery = 'stream' | 'messages'

/** A frame that a judge is shown: what one write put on the wire. */
export interface JudgedFrame {
  /** Not to be changed. */
  readonly bytes: Uint8Array
  /** What the port it travels to delivers. */
  readonly delivers: Delivery
}

/** Decides what befalls each frame. Called once a frame, when it sets off. */
export type Judge = (frame: JudgedFrame) => Verdict

/** Whether it can befall a frame of a stream. */
export function befallsStreams({ kind }: Verdict): boolean {
  return kind === 'pass' || kind === 'delay' || kind === 'cut' || kind === 'reset'
}

export const PASS: Verdict = { kind: 'pass' }

/** Why a frame of a stream cannot meet it. */
export function streamError(kind: Verdict['kind']): OptionError {
  return new OptionError(
    'verdict',
    `${kind} befalls only frames that travel apart from each other: a stream retransmits, orders and checks its bytes; ` +
      "listen and dial with delivers: 'messages' where they shall",
  )
}
