/** A connection in React: its store is what `useSyncExternalStore` asks for. */
import type { Connection, ConnectionSnapshot, PhaseChange } from 'pulsetree'
import { useEffect, useState, useSyncExternalStore } from 'react'

/** The connection as it is; the component is drawn again when that changes. */
export function useConnection({ store }: Connection): ConnectionSnapshot {
  return useSyncExternalStore(store.subscribe, store.getSnapshot)
}

/** The latest frame, as `read` understands it; null while none has come. */
export function useLatest<T>(connection: Connection, read: (text: string) => T): T | null {
  const [latest, setLatest] = useState<T | null>(null)
  useEffect(() => {
    const subscription = connection.frames$.subscribe((frame) => setLatest(read(frame.text)))
    return () => subscription.unsubscribe()
  }, [connection, read])
  return latest
}

export interface Line extends PhaseChange {
  readonly at: number
}

/** The latest changes of its phase, newest first. */
export function useChanges(connection: Connection, most: number): readonly Line[] {
  const [lines, setLines] = useState<readonly Line[]>([])
  useEffect(() => {
    const subscription = connection.phase$.subscribe((change) =>
      setLines((before) => [{ ...change, at: Date.now() }, ...before].slice(0, most)),
    )
    return () => {
      subscription.unsubscribe()
      setLines([])
    }
  }, [connection, most])
  return lines
}

/** The time, every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
