/** Inboxes, and who fills and reads them. */
import type { Frame } from '../../../src/machines/frame.ts'
import { Inbox } from '../../../src/machines/inbox.ts'
import type { Cause } from '../../../src/transport/transport.ts'

export const EOF: Cause = { kind: 'eof', by: 'peer' }
export const never = new AbortController().signal

export function inboxOf(limit = 4): { inbox: Inbox; flow: boolean[] } {
  const flow: boolean[] = []
  return { inbox: new Inbox(limit, { flow: (open) => flow.push(open) }), flow }
}

export function deliver(inbox: Inbox, ...texts: readonly string[]): void {
  for (const text of texts) inbox.deliver(new TextEncoder().encode(text), false)
}

export function collect(inbox: Inbox): { texts: string[]; isComplete: () => boolean; stop: () => void } {
  const texts: string[] = []
  let complete = false
  const subscription = inbox.frames$.subscribe({
    next: (frame) => texts.push(frame.text),
    complete: () => {
      complete = true
    },
  })
  return { texts, isComplete: () => complete, stop: () => subscription.unsubscribe() }
}

export async function texts(frames: AsyncIterable<Frame>, most = Infinity): Promise<string[]> {
  const all: string[] = []
  for await (const frame of frames) {
    all.push(frame.text)
    if (all.length >= most) break
  }
  return all
}
