/** Where things stand in a ZooKeeper: `/PREFIX/SERVICE/ID`; the node of the prefix names this ZooKeeper's memory. */
import { partOf } from '../instance.ts'
import type { Instance } from '../registry.ts'

export interface Paths {
  /** Made by whoever registers first; another one, and the data was lost in between. */
  readonly root: string
  service(service: string): string
  instance(instance: Instance): string
  /** What has to be there before an instance can be, outermost first. */
  above(instance: Instance): readonly string[]
}

/** @param root `/a/b`, without a slash at its end. */
export function pathsOf(root: string): Paths {
  const service = (name: string) => `${root}/${partOf(name)}`
  const parts = root.split('/').slice(1)
  const ways = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)
  return {
    root,
    service,
    instance: (instance) => `${service(instance.service)}/${partOf(instance.id)}`,
    above: (instance) => [...ways, service(instance.service)],
  }
}
