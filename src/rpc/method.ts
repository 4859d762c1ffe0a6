/** What the peer may call: the contract of methods. */

/** What a method is told besides its parameters. */
export interface CallContext {
  /** What was called. */
  readonly method: string
  /** Whether nobody waits for an answer. */
  readonly isNotification: boolean
  /** Aborted when the peer takes its call back, or its link ends: nobody waits for the answer then. */
  readonly signal: AbortSignal
}

/**
 * What the peer calls. What it answers, or resolves with, is the result: anything that JSON can say, undefined is null. An
 * `RpcError` that it throws is answered as it is; of any other the peer is told the message.
 *
 * The parameters are whatever the peer sent: the types one writes there are a wish, to be checked. It is written as a method
 * of an interface, whose parameters may be narrower.
 */
export type Method = {
  /** Called for each call of the peer's. */
  method(params: unknown, context: CallContext): unknown
}['method']
