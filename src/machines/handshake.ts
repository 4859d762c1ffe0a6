/** Runs the user's hooks on a new link, in order, and says why it may not stay. */
import { type Cause, ConnectionError, type Link, messageOf, type Payload } from '../transport/transport.ts'
import type { AuthoriseHook, OpenHook } from './hooks.ts'
import type { Inbox } from './inbox.ts'

/** The link the hooks are about. */
export interface Newcomer {
  readonly link: Link
  readonly generation: number
  readonly inbox: Inbox
  readonly signal: AbortSignal
  send(payload: Payload): Promise<void>
}

export interface Hooks {
  readonly authorise: AuthoriseHook | undefined
  readonly onOpen: OpenHook | undefined
}

/**
 * Runs `authorise`, then `onOpen`. Never rejects.
 *
 * @returns null when the link may stay (or has ended meanwhile: its signal says so), else why not.
 */
export async function runHooks({ authorise, onOpen }: Hooks, newcomer: Newcomer): Promise<Cause | null> {
  const { link, signal, inbox, generation, send } = newcomer
  const { peer } = link
  let isLetIn = authorise === undefined
  try {
    if (authorise !== undefined) {
      isLetIn = (await authorise({ peer, firstFrame: inbox.peek(), signal })) === true
      if (!isLetIn) return { kind: 'auth', by: 'us', detail: 'authorise answered no' }
    }
    if (!signal.aborted)
      await onOpen?.({ generation, peer, signal, send, receive: () => inbox.receive(signal) })
    return null
  } catch (error) {
    // An error that carries a cause of ours is taken at its word.
    if (error instanceof ConnectionError && error.cause !== null) return error.cause
    const detail = messageOf(error)
    return isLetIn ? { kind: 'protocol', by: 'peer', detail } : { kind: 'auth', by: 'us', detail }
  }
}
