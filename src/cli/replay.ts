/** `pulsetree replay FILE` */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { OptionError } from '../index.ts'
import {
  describeReplay,
  type Otherwise,
  type Recording,
  RecordingError,
  RecordingReader,
  type ReplayReport,
  replay as replayed,
} from '../testing/recording/index.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { naming } from './naming.ts'
import { Outlet } from './outlet.ts'
import { detectorNamed } from './pace.ts'
import { replaySimulation } from './replay-simulation.ts'
import { UsageError } from './usage.ts'
import { count, duration, oneOf, quoted } from './values.ts'

const STATUS_DIFFERENT = 1

/** Resolves with the exit status: 1 where the machines do otherwise than was recorded. */
export async function replay(given: Given, io: Io): Promise<number> {
  const [file = ''] = given.args
  const simulated = await replaySimulation(file, given, io)
  if (simulated !== null) return simulated
  const report = await reported(file, otherwiseBy(given))
  const outlet = new Outlet(io.stdout)
  for (const line of given.has('--json') ? [JSON.stringify(report)] : describeReplay(report))
    outlet.line(line)
  await outlet.flushed()
  outlet.release()
  return report.difference === null ? 0 : STATUS_DIFFERENT
}

async function reported(file: string, otherwise: Otherwise): Promise<ReplayReport> {
  try {
    const recording = await readFrom(file)
    return await replayed(recording, otherwise)
  } catch (error) {
    if (error instanceof OptionError)
      return naming(() => {
        throw error
      })
    if (error instanceof RecordingError) throw new UsageError(quoted(file), error.message)
    throw error
  }
}

/** Line by line: a recording may be larger than one text can be. */
async function readFrom(file: string): Promise<Recording> {
  const reader = new RecordingReader()
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      reader.line(line)
    }
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new UsageError('replay', `cannot read ${quoted(file)} (${error.message})`)
  }
  return reader.end()
}

/** What shall be otherwise than it was: nothing, unless something was typed. */
function otherwiseBy(given: Given): Otherwise {
  const everyMs = given.maybe('--every', duration)
  const timeoutMs = given.maybe('--timeout', duration)
  const misses = given.maybe('--misses', count)
  const forMs = given.maybe('--suspect', duration)
  const probes = given.maybe('--probes', count)
  const kind = given.maybe('--detector', oneOf('fixed', 'phi', 'adaptive'))
  const suspects = forMs !== undefined || probes !== undefined
  if (suspects && misses !== undefined) {
    throw new UsageError('--misses and --suspect', 'both say how long a suspect has; give one of them')
  }
  const heartbeat = {
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(misses === undefined ? {} : { misses }),
    ...(suspects
      ? {
          suspect: { ...(forMs === undefined ? {} : { forMs }), ...(probes === undefined ? {} : { probes }) },
        }
      : {}),
    ...(kind === undefined ? {} : { detector: detectorNamed(kind) }),
  }
  return Object.keys(heartbeat).length === 0 ? {} : { heartbeat }
}
