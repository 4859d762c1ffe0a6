/** What a registration lives as long as, as one stream: alive, or not; complete when it has ended for good. */
import {
  defer,
  distinctUntilChanged,
  filter,
  isObservable,
  map,
  NEVER,
  Observable,
  of,
  startWith,
  takeUntil,
} from 'rxjs'
import { isLeaving, leaving$ } from '../supervisor/draining.ts'
import { Connection } from '../supervisor/handle.ts'
import { ListenerHandle } from '../supervisor/listener.ts'
import { OptionError } from '../transport/transport.ts'

/**
 * What a registration can live as long as:
 * - a connection, a task, a thread or a process: while it is alive or suspect;
 * - a listener: while it listens;
 * - an abort signal: until it is aborted;
 * - a stream: while its last word is true. Its end is the registration's, and so is its failure.
 *
 * Of the handles, a drain is the end, from its first moment on, whether they are drained or a supervisor above them.
 */
export type Owner = Connection | ListenerHandle | AbortSignal | Observable<boolean>

/**
 * Whether it is alive: now, then every change.
 *
 * @throws OptionError naming `while` when it is none of these.
 */
export function lifeOf(owner: Owner | undefined): Observable<boolean> {
  if (owner === undefined) return NEVER.pipe(startWith(true))
  if (owner instanceof Connection) {
    return owner.phase$.pipe(
      map(({ phase }) => phase === 'alive' || phase === 'suspect'),
      distinctUntilChanged(),
      takeUntil(leaves(owner)),
    )
  }
  if (owner instanceof ListenerHandle) {
    return owner.phase$.pipe(
      map((phase) => phase === 'listening'),
      distinctUntilChanged(),
      takeUntil(leaves(owner)),
    )
  }
  if (isObservable(owner)) return owner.pipe(distinctUntilChanged())
  if (owner instanceof AbortSignal) return untilAborted(owner)
  throw new OptionError('while', 'expected a connection, a task, a listener, an abort signal or a stream')
}

/** Its id in its tree; null where it is no part of one. */
export function ownerOf(owner: Owner | undefined): string | null {
  return owner instanceof Connection || owner instanceof ListenerHandle ? owner.id : null
}

function leaves(owner: Connection | ListenerHandle): Observable<unknown> {
  return defer(() => (isLeaving(owner) ? of(owner) : leaving$.pipe(filter((one) => one === owner))))
}

function untilAborted(signal: AbortSignal): Observable<boolean> {
  return new Observable((subscriber) => {
    if (signal.aborted) return subscriber.complete()
    const end = () => subscriber.complete()
    signal.addEventListener('abort', end, { once: true })
    subscriber.add(() => signal.removeEventListener('abort', end))
    subscriber.next(true)
  })
}
