/** The feed of a supervisor in the form of XState's inspection. */
import { Observable } from 'rxjs'
import { shownNodes } from '../inspector/nodes.ts'
import { checkOptions, hookOption, integerOption } from '../machines/check.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import { treeOf } from '../supervisor/tree/tree.ts'
import type { StatelyEvent } from './event.ts'
import { type Choice, Translator } from './translator.ts'

/** Whom is told of. */
export interface StatelyOptions {
  /**
   * So many actors at the most, from 1 to 1,000; default 100. Stately's tools draw each of them; further ones are told of
   * when others have gone.
   */
  readonly maxActors?: number
  /** Whether to tell of this id. Default: of all. */
  readonly only?: (id: string) => boolean
}

export const STATELY_KEYS = ['maxActors', 'only'] as const

/**
 * What happens under a supervisor as XState's inspection events, in the form of `@statelyai/inspect`: to whoever subscribes,
 * first of all that is there as actors, each with the definition of its machine; then what happens, as events and
 * snapshots. Completes when the supervisor has ended. Nobody subscribed, it costs nothing.
 *
 * @throws OptionError naming the option that cannot be used.
 */
export function statelyEvents(
  supervisor: Supervisor,
  options: StatelyOptions = {},
): Observable<StatelyEvent> {
  checkOptions('statelyEvents', options, STATELY_KEYS)
  return eventsOf(supervisor, choiceOf(options))
}

/** @throws OptionError naming the option that cannot be used. */
export function choiceOf({ maxActors = 100, only }: StatelyOptions): Choice {
  return {
    maxActors: integerOption('maxActors', maxActors, 1, 1_000),
    only: hookOption('only', only) ?? (() => true),
  }
}

export function eventsOf(supervisor: Supervisor, choice: Choice): Observable<StatelyEvent> {
  return new Observable((subscriber) => {
    const tree = treeOf(supervisor, { accepted: true })
    const translator = new Translator(supervisor.id, shownNodes(tree), choice)
    const tell = (events: readonly StatelyEvent[]): void => {
      for (const event of events) subscriber.next(event)
    }
    // Nothing happens between the look at the tree and this line.
    subscriber.add(
      supervisor.feed$.subscribe({
        next: (event) => tell(translator.apply(event)),
        complete: () => subscriber.complete(),
      }),
    )
    tell(translator.begin(tree.at))
  })
}
