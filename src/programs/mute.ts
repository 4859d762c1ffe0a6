/** For programs that cannot be sent anything. */
import { OptionError } from '../transport/transport.ts'

/** @throws OptionError naming `payload`, always. */
export function mute(who: string): never {
  throw new OptionError('payload', `${who} takes no frames`)
}
