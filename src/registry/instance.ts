/** Instances as they are checked at the door, and as they stand in a registry: a key, and a line of JSON. */
import { checkOptions, nameOption } from '../machines/check.ts'
import { OptionError } from '../transport/transport.ts'
import type { Instance } from './registry.ts'

/** What a record may take, in characters; etcd takes 1.5 MiB by default, ZooKeeper 1 MiB. */
const LONGEST_RECORD = 65_536
/** What a name may take, encoded: what file systems and most registries can bear. */
const LONGEST_NAME = 255

/** A copy that nobody can change. @throws OptionError naming what cannot be used. */
export function checkInstance(instance: Instance): Instance {
  checkOptions('instance', instance, ['service', 'id', 'endpoint', 'metadata'])
  checkOptions('metadata', instance.metadata, Object.keys(instance.metadata ?? {}))
  for (const [name, value] of Object.entries(instance.metadata)) {
    if (typeof value !== 'string') throw new OptionError(`metadata.${name}`, 'expected a string')
  }
  const checked = Object.freeze({
    service: checkName('service', instance.service),
    id: checkName('id', instance.id),
    endpoint: nameOption('endpoint', instance.endpoint),
    metadata: Object.freeze(Object.fromEntries(Object.entries(instance.metadata))),
  })
  if (recordOf(checked).length > LONGEST_RECORD) {
    throw new OptionError('metadata', `an instance takes at most ${LONGEST_RECORD} characters`)
  }
  return checked
}

/** @throws OptionError when it is empty, or too long. */
export function checkName(option: string, name: string): string {
  if (partOf(nameOption(option, name)).length <= LONGEST_NAME) return name
  throw new OptionError(option, `expected at most ${LONGEST_NAME} characters, as in an address`)
}

/** A name as a part of a path: no slash is left in it, and no part is of dots alone. */
export function partOf(name: string): string {
  return encodeURIComponent(name).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length))
}

/** What stands in a registry behind an instance's key. */
export function recordOf({ endpoint, metadata }: Instance): string {
  return JSON.stringify({ endpoint, metadata })
}

/**
 * The instance behind a key; null when somebody else's data stands there: what no instance of ours could have written,
 * or could not have written there. Two keys are never one id.
 */
export function readRecord(service: string, part: string, record: string): Instance | null {
  if (record.length > LONGEST_RECORD) return null
  try {
    const id = decodeURIComponent(part)
    const read: unknown = JSON.parse(record)
    if (typeof read !== 'object' || read === null || !('endpoint' in read) || !('metadata' in read))
      return null
    const { endpoint, metadata } = read
    if (typeof endpoint !== 'string' || !isMetadata(metadata)) return null
    return isPart(part) && partOf(id) === part ? { service, id, endpoint, metadata } : null
  } catch {
    return null
  }
}

function isPart(part: string): boolean {
  return part !== '' && part.length <= LONGEST_NAME
}

function isMetadata(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((one) => typeof one === 'string')
}
