/** Machines that somebody else's module exports: it is run, since what is drawn is what will happen. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyStateMachine } from 'xstate'
import type { Chart } from '../charts/chart.ts'
import { chartOf } from '../charts/read.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

/** The charts of a module, by the names of its exports. */
export type Exported = ReadonlyMap<string, Chart>

/**
 * All machines among the exports of a JavaScript module, at least one.
 *
 * @throws UsageError naming the file, and the export where one is to blame.
 */
export async function chartsIn(file: string): Promise<Exported> {
  const all = Object.entries(await loaded(file))
  const machines = all.flatMap(([name, value]): [string, AnyStateMachine][] =>
    isMachine(value) ? [[name, value]] : [],
  )
  if (machines.length === 0) throw complaint(file, nothingIn(all))
  const others = new Set(machines.filter(([name]) => name !== 'default').map(([, machine]) => machine))
  // Of one with a name of its own the default says nothing new.
  const told = machines.filter(([name, machine]) => name !== 'default' || !others.has(machine))
  return new Map(told.map(([name, machine]) => [name, read(file, name, machine)]))
}

async function loaded(file: string): Promise<object> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw complaint(file, 'there is no such file')
  }
  try {
    const module: object = await import(pathToFileURL(resolve(file)).href)
    return module
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION')
      throw complaint(file, 'this Node loads .js, .mjs and .cjs alone; give the JavaScript it compiles to')
    const advice = 'export the machine from a module that can be imported by itself'
    throw complaint(file, `throws while it is loaded (${oneLine(why)}); ${advice}`)
  }
}

function read(file: string, name: string, machine: AnyStateMachine): Chart {
  try {
    return chartOf(machine)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw complaint(file, `its export ${quoted(name)} is a machine that cannot be read (${oneLine(why)})`)
  }
}

/** By its form: the module may bring an XState of its own. */
function isMachine(value: unknown): value is AnyStateMachine {
  if (typeof value !== 'object' || value === null) return false
  const parts = ['root', 'config', 'states']
  const functions = ['transition', 'getInitialSnapshot']
  return (
    parts.every((name) => typeof Reflect.get(value, name) === 'object') &&
    functions.every((name) => typeof Reflect.get(value, name) === 'function')
  )
}

function nothingIn(all: readonly (readonly [string, unknown])[]): string {
  const advice = 'export what createMachine answers, `export const machine = createMachine({ … })`'
  if (all.length === 0) return `it exports nothing; ${advice}`
  const found = all.map(([name, value]) => `${name} is ${kindOf(value)}`)
  return `no machine of XState 5 among its exports (${found.join(', ')}); ${advice}`
}

/** What people take for a machine. */
function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'object' ? 'null' : `a ${typeof value}`
  if (isMachine(Reflect.get(value, 'logic'))) return 'an actor; its machine is what can be drawn'
  if (typeof Reflect.get(value, 'createMachine') === 'function') return 'a setup, without its machine'
  if (typeof Reflect.get(value, 'withContext') === 'function') return 'a machine of XState 4'
  return 'an object'
}

function complaint(file: string, problem: string): UsageError {
  return new UsageError('--from', `${quoted(file)}: ${problem}`)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
