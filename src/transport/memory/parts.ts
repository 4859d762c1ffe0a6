/** What the parts of a memory network are to each other. */
import type { Link, LinkOwner } from '../transport.ts'
import type { Form } from './form.ts'

/** An end that the kernel has accepted and the process has not seen. */
export interface Unaccepted {
  turnAway(): void
}

/** What is bound to a port. */
export interface Door {
  readonly form: Form
  /** The kernel has accepted a dial; the process will be asked when it gets to it. */
  admit(end: Unaccepted): void
  /** The kernel let go of an end that it had admitted. */
  forget(end: Unaccepted): void
  /** Asks the process for an owner; null turns the link away. */
  accept(end: Link & Unaccepted): LinkOwner | null
  /** The process is gone. */
  crash(): void
}

/** What became of the frames that travel apart from each other. */
export interface MessageCounts {
  /** Handed to the network. */
  readonly sent: number
  /** Handed to whoever reads. */
  readonly delivered: number
  /** Lost on the way: by a verdict, or in a cut. */
  readonly dropped: number
  /** How many more came to be on the way. */
  readonly duplicated: number
}
