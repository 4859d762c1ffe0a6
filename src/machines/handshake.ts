/** Runs the user's hooks on a new link, in order, and says why it may not stay. */
import { type Cause, ConnectionError, type Link, messageOf, type Payload } from '../transport/transport.ts'
import type { LetIn, OpenHook } from './hooks.ts'
import type { Inbox } from './inbox.ts'

/** The link the hooks are about. */
export interface Newcomer {
  readonly link: Link
  readonly generation: number
  /** Whose inbox has its frames: which one that is may change while the hooks run, when the link takes another's place. */
  readonly traffic: { readonly inbox: Inbox }
  /** Whose link it is. */
  readonly owner: object
  readonly signal: AbortSignal
  send(payload: Payload): Promise<void>
}

export interface Hooks {
  readonly authorise: LetIn | undefined
  readonly onOpen: OpenHook | undefined
}

/**
 * Runs `authorise`, then `onOpen`. Never rejects.
 *
 * @returns null when the link may stay (or has ended meanwhile: its signal says so), else why not.
 */
export async function runHooks({ authorise, onOpen }: Hooks, newcomer: Newcomer): Promise<Cause | null> {
  const { link, signal, traffic, generation, owner, send } = newcomer
  const { peer } = link
  const common = { peer, signal, send, receive: () => traffic.inbox.receive(signal) }
  let isLetIn = authorise === undefined
  try {
    if (authorise !== undefined) {
      const visitor = {
        ...common,
        firstFrame: traffic.inbox.peek(),
        tls: null,
        upgrade: null,
        identity: null,
      }
      isLetIn = (await authorise(visitor, owner)) === true
      if (!isLetIn) return { kind: 'auth', by: 'us', detail: 'authorise answered no' }
    }
    if (!signal.aborted) await onOpen?.({ ...common, generation })
    return null
  } catch (error) {
    // An error that carries a cause of ours is taken at its word.
    if (error instanceof ConnectionError && error.cause !== null) return error.cause
    const detail = messageOf(error)
    return isLetIn ? { kind: 'protocol', by: 'peer', detail } : { kind: 'auth', by: 'us', detail }
  }
}
