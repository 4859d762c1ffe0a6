/** `pulsetree inspect FILE` */
import { once } from 'node:events'
import { OptionError } from '../index.ts'
import { type Inspector, inspectFile } from '../inspector/index.ts'
import { address } from './address.ts'
import type { Given } from './given.ts'
import { addressLine, opened, type Place } from './inspecting.ts'
import type { Io } from './io.ts'
import { problemOf } from './naming.ts'
import { onOrphaned } from './parent.ts'
import { onSignals } from './signals.ts'
import { UsageError } from './usage.ts'

const STATUS_FAILED = 1

/** Serves a recording until it is asked to stop. Resolves with the exit status: 1 when it cannot listen. */
export async function inspect(given: Given, io: Io): Promise<number> {
  const [file = ''] = given.args
  const at = given.read('--at', address)
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  const disarm = onSignals(io, stop)
  const forget = onOrphaned(io, stop)
  try {
    const inspector = await opened(at, io, (place) => served(file, place))
    if (inspector === null) return STATUS_FAILED
    io.stderr.write(`${addressLine(inspector)}\n`)
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort')
    await inspector.close()
    return 0
  } finally {
    forget()
    disarm()
  }
}

/** @throws UsageError when the file cannot be read, or a line of it is none of a recording. */
async function served(file: string, place: Place): Promise<Inspector> {
  try {
    return await inspectFile(file, place)
  } catch (error) {
    if (error instanceof OptionError) throw new UsageError('inspect', problemOf(error))
    throw error
  }
}
