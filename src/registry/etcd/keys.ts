/** Where things stand in an etcd: `PREFIXservices/SERVICE/ID`, and beside them the name of this etcd's memory. */
import { partOf } from '../instance.ts'
import type { Instance } from '../registry.ts'

export interface Keys {
  /** Made by whoever registers first; another one, and the data was lost in between. */
  readonly epoch: string
  /** What the keys of a service's instances begin with. */
  service(service: string): string
  instance(instance: Instance): string
}

export function keysOf(prefix: string): Keys {
  const service = (name: string) => `${prefix}services/${partOf(name)}/`
  return {
    epoch: `${prefix}epoch`,
    service,
    instance: (instance) => service(instance.service) + partOf(instance.id),
  }
}
