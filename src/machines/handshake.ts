/** Runs the user's hooks on a new link, in order, and says why it may not stay. */
import { type Cause, ConnectionError, type Link, type Payload } from '../transport/transport.ts'
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
  if (authorise !== undefined) {
    try {
      const welcome = await authorise({ peer: link.peer, firstFrame: inbox.peek(), signal })
      if (welcome !== true) return { kind: 'auth', by: 'us', detail: 'authorise answered no' }
    } catch (error) {
      return causeOfThrown(error) ?? { kind: 'auth', by: 'us', detail: messageOf(error) }
    }
  }
  if (onOpen === undefined || signal.aborted) return null
  try {
    await onOpen({ generation, peer: link.peer, signal, send, receive: () => inbox.receive(signal) })
    return null
  } catch (error) {
    return causeOfThrown(error) ?? { kind: 'protocol', by: 'peer', detail: messageOf(error) }
  }
}

/** An error that carries a cause of ours is taken at its word. */
function causeOfThrown(error: unknown): Cause | null {
  return error instanceof ConnectionError ? error.cause : null
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
