/** `pulsetree replay FILE` of a file that the simulation wrote: the same world once more. */
import { open, readFile } from 'node:fs/promises'
import { OptionError } from '../index.ts'
import { describeBroken, isSimulationFile } from '../testing/simulation/file.ts'
import { runSimulated, type SimulatedAgain } from '../testing/simulation/simulated.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { Outlet } from './outlet.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

/** What it is stands at its beginning. */
const HEAD_BYTES = 200
/** What asks a recording what else might have been. */
const OTHERWISE = ['--detector', '--every', '--timeout', '--misses', '--suspect', '--probes']

/** The exit status; null where the file is no such one. @throws UsageError naming the place that cannot be used. */
export async function replaySimulation(file: string, given: Given, io: Io): Promise<number | null> {
  const head = await headOf(file)
  if (/^\s*\{\s*"v":\s*\d+,\s*"name":/.test(head)) {
    throw new UsageError(
      quoted(file),
      'this is a scenario, which only a test can play: readScenario reads it',
    )
  }
  if (!/"kind":\s*"simulation"/.test(head)) return null
  const otherwise = OTHERWISE.find((option) => given.has(option))
  if (otherwise !== undefined) throw new UsageError(otherwise, 'is for recordings; this file is a simulation')
  const again = await runAgain(file)
  const outlet = new Outlet(io.stdout)
  const { broken, events } = again
  if (given.has('--json')) outlet.line(JSON.stringify({ v: 1, kind: 'simulated', ...again }))
  else if (broken === null) outlet.line(`replayed a simulation, ${events} events\nno invariant is broken`)
  else outlet.line(`replayed a simulation, ${events} events, which breaks ${describeBroken(broken)}`)
  await outlet.flushed()
  outlet.release()
  return broken === null ? 0 : 1
}

async function runAgain(file: string): Promise<SimulatedAgain> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (!isSimulationFile(value)) throw new OptionError('kind', 'expected simulation')
    return await runSimulated(value)
  } catch (error) {
    if (error instanceof OptionError || error instanceof SyntaxError) {
      throw new UsageError(quoted(file), error.message)
    }
    throw error
  }
}

/** Empty where it cannot be read: whoever reads it next says so. */
async function headOf(file: string): Promise<string> {
  try {
    const opened = await open(file)
    try {
      const { buffer, bytesRead } = await opened.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await opened.close()
    }
  } catch {
    return ''
  }
}
