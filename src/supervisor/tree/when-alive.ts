/** A promise of a connection's being alive, for code that has to wait for that. */
import { checkOptions, flagOption, millisOption } from '../../machines/check.ts'
import { ConnectionError } from '../../transport/transport.ts'
import type { Connection } from '../handle.ts'

/** How long it is waited for, and for what. */
export interface WhenAliveOptions {
  /** Gives up when it is aborted: the promise rejects with its reason. */
  readonly signal?: AbortSignal
  /** Gives up after so long, in ms; from 0. Default: never. */
  readonly timeoutMs?: number
  /** Whether a connection that is alive now does not count: it has to become alive once more. Default false. */
  readonly again?: boolean
}

/**
 * Resolves when the connection is alive: at once if it is, else as soon as it is, however often it dials or is started
 * again until then. So it does for programs. A listener's `ready` is the same.
 *
 * @throws OptionError naming the option that cannot be used. Rejects with a ConnectionError when the time is up or the
 *   connection has ended for good; its `cause` is why the latest link ended.
 */
export async function whenAlive(connection: Connection, options: WhenAliveOptions = {}): Promise<void> {
  checkOptions('whenAlive', options, ['signal', 'timeoutMs', 'again'])
  const { signal, timeoutMs } = options
  const again = flagOption('again', options.again ?? false)
  const ms = timeoutMs === undefined ? null : millisOption('timeoutMs', timeoutMs, 0)
  signal?.throwIfAborted()
  const left: (() => void)[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      const giveUp = (what: string): void => reject(new ConnectionError(what, connection.cause))
      if (ms !== null) {
        const timer = connection.world.clock.after(ms, () => giveUp(`not alive within ${ms} ms`))
        left.push(() => timer.cancel())
      }
      const abort = (): void => reject(signal?.reason)
      signal?.addEventListener('abort', abort, { once: true })
      left.push(() => signal?.removeEventListener('abort', abort))
      let counts = !again
      const phases = connection.phase$.subscribe({
        next({ phase }) {
          if (counts && phase === 'alive') resolve()
        },
        complete: () => giveUp(`${connection.id} has ended`),
      })
      left.push(() => phases.unsubscribe())
      // The first one was the present.
      counts = true
    })
  } finally {
    for (const leave of left) leave()
  }
}
