/** The present, for frameworks of user interfaces: what React's `useSyncExternalStore` asks for. */
import { Hot } from '../machines/hot.ts'

/** Both functions stay the same and need no `this`: hand them over as they are. */
export interface Store<Snapshot> {
  /** Calls `listener` after each change, synchronously, until the returned function is called. */
  subscribe(this: void, listener: () => void): () => void
  /** The present, frozen: the same object until something in it changes. */
  getSnapshot(this: void): Snapshot
}

/** A store whose owner says when something has changed; the present is read when somebody asks for it. */
export class LazyStore<Snapshot extends object> implements Store<Snapshot> {
  readonly subscribe: Store<Snapshot>['subscribe']
  readonly getSnapshot: Store<Snapshot>['getSnapshot']
  /** A stream rather than a set: what a listener throws is the platform's to report, and stops nobody else. */
  readonly #changes = new Hot<void>()
  #snapshot: Snapshot | null = null

  constructor(read: () => Snapshot) {
    this.subscribe = (listener) => {
      const subscription = this.#changes.stream$.subscribe(() => listener())
      return () => subscription.unsubscribe()
    }
    this.getSnapshot = () => {
      this.#snapshot ??= Object.freeze(read())
      return this.#snapshot
    }
  }

  changed(): void {
    this.#snapshot = null
    this.#changes.next()
  }
}
