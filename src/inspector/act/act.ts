/** Does what somebody asks for on the page, to what is in the tree. */
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import { messageOf } from '../../transport/transport.ts'
import { type Found, findIn } from '../find.ts'
import type { ActName } from '../wire.ts'
import { reconnect } from './reconnect.ts'

/** Resolves when it is done, with null; or with why it could not be, in one sentence. Never rejects. */
export async function act(
  supervisor: Supervisor,
  allowed: readonly ActName[],
  what: ActName,
  id: string,
): Promise<string | null> {
  if (!allowed.includes(what)) return `this program does not allow to ${what} anything from here`
  const found = findIn(supervisor, id)
  if (found === null) return 'it is not in the tree any more'
  try {
    return await ACTS[what](found)
  } catch (error) {
    return messageOf(error)
  }
}

const ACTS: Readonly<Record<ActName, (found: Found) => Promise<string | null>>> = {
  stop: async ({ kept }) => {
    await kept.stop()
    return null
  },
  restart: async ({ kept, parent, name }) => {
    if (parent !== null) {
      await parent.restart(name)
      return null
    }
    return kept instanceof Connection
      ? 'its peer dialled it, and only its peer can dial again'
      : 'nobody is above it who could start it again'
  },
  reconnect: async ({ kept }) =>
    kept instanceof Connection ? reconnect(kept) : 'only a connection can be dialled again',
}
