/** `--inspect [HOST:PORT]`: the inspector of a run. */
import { randomBytes } from 'node:crypto'
import { ConnectionError } from '../index.ts'
import type { Inspector } from '../inspector/index.ts'
import { type Address, ANY_LOCAL, address, isLocal } from './address.ts'
import type { Given } from './given.ts'
import { complain, type Io } from './io.ts'

/** Where an inspector listens, as the library takes it. */
export interface Place extends Address {
  readonly token?: string
}

/** Where it was asked to listen; null when it was not asked for. @throws UsageError naming the option. */
export function inspectorAt(given: Given): Address | null {
  return given.has('--inspect') ? (given.maybe('--inspect', address) ?? ANY_LOCAL) : null
}

/** What `open` answers; null when it cannot listen, and stderr says why. Where others can come, stderr says so, too. */
export async function opened(
  at: Address,
  io: Io,
  open: (place: Place) => Promise<Inspector>,
): Promise<Inspector | null> {
  const isOurs = isLocal(at)
  if (!isOurs) {
    complain(
      io,
      `the inspector listens on ${at.host}, where others than this machine can come: keep its address to yourself`,
    )
  }
  try {
    // Whoever names such an address has meant it: the library wants a token to be named, too.
    return await open(isOurs ? at : { ...at, token: randomBytes(24).toString('base64url') })
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    const { cause } = error
    const why = cause !== null && 'detail' in cause ? cause.detail : error.message
    complain(io, `cannot serve the inspector on ${at.host}:${at.port} (${why})`)
    return null
  }
}

/** The line by which people, and programs, find it. */
export function addressLine({ url }: Inspector): string {
  return `inspector: ${url}`
}
