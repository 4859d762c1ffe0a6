/** What a link over messages asks of whatever carries them: a message port, a thread, a child process. */
import type { Cause } from '../transport.ts'

/** Hears of a port. Never called from inside a call of {@link Port}'s, nor before the port's constructor returned. */
export interface PortOwner {
  /** It can be posted to. */
  ready(): void
  message(value: unknown): void
  /** Nothing more will come, and this is why. After `ready`, unless it never came to that. */
  ended(cause: Cause): void
  /** Nothing is left of it: last, and once. */
  gone(): void
}

export interface Port {
  /** `taken`, if the message went out: at once, or later and in order. A message that is lost is not told of. */
  post(message: unknown, taken: () => void): void
  /** Stops reading, where its peer can be made to wait; some may come all the same. Left out where it cannot. */
  pause?(): void
  /** Reads on. */
  resume?(): void
  /** Ends in order. However often, and whatever came before; `gone` follows. */
  close(): void
  /** Ends at once. However often; `gone` follows. */
  destroy(): void
}

/**
 * A message to be cloned by the platform, and what is handed over instead. Bytes are copied once, into a buffer of their
 * own length: a clone of a view takes all of the buffer below it along, which for Node's small ones is a shared pool.
 */
export function cloneable(message: unknown): [message: unknown, transfer: ArrayBuffer[]] {
  if (!(message instanceof Uint8Array)) return [message, []]
  const copy = new Uint8Array(message)
  return [copy, [copy.buffer]]
}
