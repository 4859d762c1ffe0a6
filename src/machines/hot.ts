/**
 * A hot stream and the hand that feeds it: what is told goes to whoever is subscribed at that moment. RxJS's `Subject`
 * without what nobody here asks of one (to be an observer, to carry errors), which is 0.6 kB of every page.
 */
import { Observable, type Subscriber } from 'rxjs'

export class Hot<T> {
  readonly stream$: Observable<T>
  /** Made anew by each change: whoever comes or goes while something is told changes nothing about that. */
  #subscribers: readonly Subscriber<T>[] = []
  #isComplete = false

  /** @param subscribed called whenever somebody has subscribed, and can be told. */
  constructor(subscribed?: () => void) {
    this.stream$ = new Observable((subscriber) => {
      if (this.#isComplete) return subscriber.complete()
      this.#subscribers = [...this.#subscribers, subscriber]
      // Before anything is told: whoever has had enough is gone at once.
      subscriber.add(() => {
        this.#subscribers = this.#subscribers.filter((other) => other !== subscriber)
      })
      subscribed?.()
    })
  }

  /** Whether anybody is subscribed. */
  get observed(): boolean {
    return this.#subscribers.length > 0
  }

  next(value: T): void {
    for (const subscriber of this.#subscribers) subscriber.next(value)
  }

  /** Nothing will be told any more, nor to those who come later. */
  complete(): void {
    this.#isComplete = true
    for (const subscriber of this.#subscribers) subscriber.complete()
  }
}
