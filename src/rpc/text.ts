/** Messages as JSON text. */
import { messageOf, OptionError } from '../transport/transport.ts'

/** @throws OptionError naming `name` when JSON cannot say it: a cycle, a BigInt. */
export function textOf(message: object, name: string): string {
  try {
    return JSON.stringify(message)
  } catch (error) {
    throw new OptionError(name, `JSON cannot say that: ${messageOf(error)}`)
  }
}
