/** From words to exit status. */
import { chart } from './chart.ts'
import { demo } from './demo.ts'
import type { Given } from './given.ts'
import { inspect } from './inspect.ts'
import { complain, type Io } from './io.ts'
import { Outlet } from './outlet.ts'
import { replay } from './replay.ts'
import { serve } from './serve.ts'
import { simulate } from './simulate.ts'
import { UsageError } from './usage.ts'
import { watch } from './watch.ts'
import { type CommandName, readWords } from './words.ts'

/** What was typed cannot be used. */
const STATUS_USAGE = 2

const COMMANDS: Readonly<Record<Exclude<CommandName, 'chart'>, (given: Given, io: Io) => Promise<number>>> = {
  watch,
  serve,
  inspect,
  replay,
  simulate,
  demo,
}

/** Runs one command line; resolves with the exit status once every line is written. Rejects with bugs alone. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    const asked = readWords(args)
    if (asked.command === 'help') return await say(asked.text, io)
    if (asked.command === 'chart') {
      const status = await say(await chart(asked.given), io)
      // A module that was imported may have begun something that would keep this process.
      if (asked.given.has('--from')) io.exitNow(status)
      return status
    }
    return await COMMANDS[asked.command](asked.given, io)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    complain(io, error.message)
    return STATUS_USAGE
  }
}

async function say(text: string, io: Io): Promise<number> {
  const outlet = new Outlet(io.stdout)
  outlet.line(text.trimEnd())
  await outlet.flushed()
  return 0
}
