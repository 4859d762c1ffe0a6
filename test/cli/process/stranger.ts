/** Starts one of the peers beside this file. */
import { fileURLToPath } from 'node:url'
import { TestProcess } from '../../support/process.ts'

export function stranger(program: 'tls-peer' | 'ws-peer', ...args: readonly string[]): TestProcess {
  return new TestProcess([fileURLToPath(new URL(`./peers/${program}.mjs`, import.meta.url)), ...args])
}
