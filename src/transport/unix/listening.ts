/** A unix socket that is listened on, from looking for what is in its way to the end. */
import type { ListenerOwner, Listening } from '../transport.ts'
import { removeStale } from './stale.ts'

/** @param open binds; called once what a dead server left there has gone, unless closed before. */
export function listenAfterClearing(path: string, owner: ListenerOwner, open: () => Listening): Listening {
  let state: 'clearing' | 'closed' | Listening = 'clearing'
  removeStale(path).then(() => {
    if (state === 'clearing') state = open()
  })
  return {
    close() {
      if (state === 'clearing') {
        state = 'closed'
        process.nextTick(() => owner.closed())
      } else if (state !== 'closed') state.close()
    },
  }
}
