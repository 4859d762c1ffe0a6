/** One tarpit for all worlds of this process: it is a thread, and most of them need it for a moment only. */
import { Tarpit } from './tarpit.ts'

let shared: { readonly tarpit: Tarpit; users: number } | null = null

/** To be given back, once, by `release`. */
export interface TarpitLease {
  readonly tarpit: Tarpit
  /** With the last of them the thread ends. */
  release(): Promise<void>
}

export function leaseTarpit(): TarpitLease {
  shared ??= { tarpit: new Tarpit(), users: 0 }
  const used = shared
  used.users += 1
  return {
    tarpit: used.tarpit,
    async release() {
      used.users -= 1
      if (used.users > 0) return
      if (shared === used) shared = null
      await used.tarpit.close()
    },
  }
}
