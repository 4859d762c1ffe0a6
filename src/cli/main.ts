#!/usr/bin/env node
/** The `pulsetree` command. */
import { processIo } from './io.ts'
import { run } from './program.ts'

/** EX_SOFTWARE of sysexits.h: told apart from every status that is promised, since this one is a bug. */
const STATUS_BUG = 70

process.on('uncaughtException', (error) => {
  process.stderr.write(`pulsetree: a bug, please report it\n${error.stack ?? error}\n`)
  process.exit(STATUS_BUG)
})
// Whoever read our complaints has gone; that is no reason to end.
process.stderr.on('error', () => {})

process.exitCode = await run(process.argv.slice(2), processIo)
