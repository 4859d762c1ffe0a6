/** Scenario files: JSON, a step a line, so that they read and compare well. */
import { messageOf, OptionError } from '../../transport/cause.ts'
import type { Scenario } from '../scenario.ts'
import { checkScenario } from './check.ts'

/** The scenario as the text of a file; {@link readScenario} gives it back. */
export function writeScenario({ v, name, steps, lastsMs }: Scenario): string {
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`).join(',\n')
  const list = steps.length === 0 ? '[]' : `[\n${lines}\n  ]`
  return `{\n  "v": ${v},\n  "name": ${JSON.stringify(name)},\n  "steps": ${list},\n  "lastsMs": ${lastsMs}\n}\n`
}

/** @throws OptionError naming the place that cannot be used, or `text` when it is no JSON. */
export function readScenario(text: string): Scenario {
  return checkScenario(parsed(text))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new OptionError('text', `no JSON: ${messageOf(error)}`)
  }
}
