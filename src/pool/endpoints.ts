/** Where a service is reached: a list, or whoever knows the live set, such as a watch of a registry. */
import type { Observable } from 'rxjs'
import { checkObject, refuse } from '../transport/option.ts'
import { OptionError } from '../transport/transport.ts'

/** One place where a service is reached. */
export interface Endpoint {
  /** Which one it is, within its service. */
  readonly id: string
  /** Where it is reached: `tcp://10.0.0.7:7373`. */
  readonly endpoint: string
  /** Whatever else is known of it. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** Whoever knows the live set: a watch of `pulsetree/registry`, or anything of its form. */
export interface EndpointSource {
  /** The last known set. */
  readonly instances: readonly Endpoint[]
  /** Whether nobody can say just now whether that still holds; it stays in use. */
  readonly isStale: boolean
  /** The set now, then every change; completes when it is watched no more. */
  readonly changes$: Observable<{ readonly instances: readonly Endpoint[]; readonly isStale: boolean }>
}

/** Endpoints as a user gives them: of a text, its id is the text. */
export type Endpoints = readonly (Endpoint | string)[] | EndpointSource

/** The same, checked. */
export function sourceOf(endpoints: Endpoints): EndpointSource | readonly Endpoint[] {
  if (!Array.isArray(endpoints)) return watchedSource(endpoints)
  const list: Endpoint[] = endpoints.map((one) =>
    typeof one === 'string' ? { id: one, endpoint: one } : one,
  )
  for (const one of list) {
    checkObject(one, 'endpoints')
    if (typeof one.id !== 'string' || one.id === '') refuse('endpoints', 'an id for each', one.id)
    if (typeof one.endpoint !== 'string') refuse('endpoints', 'an endpoint for each', one.endpoint)
  }
  const ids = new Set(list.map(({ id }) => id))
  if (ids.size < list.length) throw new OptionError('endpoints', 'expected another id for each')
  return list
}

function watchedSource(source: Endpoints): EndpointSource {
  if (source !== null && typeof source === 'object' && 'changes$' in source) {
    if (typeof source.changes$?.subscribe === 'function' && Array.isArray(source.instances)) return source
  }
  throw new OptionError('endpoints', 'expected a list, or a watch of a registry')
}

/** Whether two are one and the same place. What is known of it besides may have changed. */
export function isSamePlace(one: Endpoint, other: Endpoint): boolean {
  return one.id === other.id && one.endpoint === other.endpoint
}
