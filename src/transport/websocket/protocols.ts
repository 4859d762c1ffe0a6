/** Subprotocols, offered or spoken, checked at the door. Runs in browsers too. */
import { OptionError } from '../transport.ts'

/** A token of RFC 9110, which a subprotocol must be. */
const TOKEN = /^[!#-'*+.^`|~\w-]+$/

/** @throws OptionError naming `protocols`, and which one, but not what it is: tokens live there. */
export function checkProtocols(protocols: string | readonly string[] = []): string[] {
  const list = [protocols].flat()
  const odd = list.findIndex(
    (name, index) => typeof name !== 'string' || !TOKEN.test(name) || list.indexOf(name) !== index,
  )
  if (odd < 0) return list
  throw new OptionError('protocols', `expected names without spaces, each once; number ${odd + 1} is not`)
}
