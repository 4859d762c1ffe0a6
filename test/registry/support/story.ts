/** What registrations and watches told, in the order they told it; and waiting for more of it. */
import { filter, firstValueFrom, timeout } from 'rxjs'
import type {
  Instance,
  Registration,
  RegistrationChange,
  Watch,
  WatchChange,
} from '../../../src/registry/index.ts'

/** Long enough for a loaded machine; nothing is measured by it. */
const PATIENCE_MS = 15_000

/** The next change (or the present) that `is` so. */
export function comesTo(
  registration: Registration,
  is: (change: RegistrationChange) => boolean,
): Promise<RegistrationChange> {
  return firstValueFrom(
    registration.state$.pipe(
      filter(is),
      timeout({
        first: PATIENCE_MS,
        with: () => never(`${registration.instance.id} is ${registration.state}`),
      }),
    ),
  )
}

/** The registration is in this state: now, or as soon as it is. */
export function enters(
  registration: Registration,
  state: RegistrationChange['state'],
): Promise<RegistrationChange> {
  return comesTo(registration, (change) => change.state === state)
}

/** The watch tells of a set that `is` so, now or as soon as it does. */
export function shows(watch: Watch, is: (change: WatchChange) => boolean): Promise<WatchChange> {
  return firstValueFrom(
    watch.changes$.pipe(
      filter(is),
      timeout({
        first: PATIENCE_MS,
        with: () => never(`${watch.service} has ${JSON.stringify(watch.instances)}`),
      }),
    ),
  )
}

/** The watch is not stale and knows these and nobody else. */
export function knows(watch: Watch, ...ids: readonly string[]): Promise<WatchChange> {
  return shows(watch, ({ instances, isStale }) => !isStale && idsOf(instances).join() === ids.join())
}

export function idsOf(instances: readonly Instance[]): string[] {
  return instances.map(({ id }) => id)
}

/** Who went, in order. */
export function removals(watch: Watch): string[] {
  const gone: string[] = []
  watch.changes$.subscribe(({ removed }) => gone.push(...idsOf(removed)))
  return gone
}

/** The states a registration enters from now on; the first one is the present. */
export function statesOf(registration: Registration): string[] {
  const states: string[] = []
  registration.state$.subscribe(({ state, problem }) => {
    states.push(problem === null ? state : `${state}: ${problem.kind}`)
  })
  return states
}

function never(what: string): never {
  throw new Error(`it never came to this within ${PATIENCE_MS} ms: ${what}`)
}
