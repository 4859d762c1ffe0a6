/** What a code of the log says of a link, said by a scripted one. */
import type { Cause } from '../../transport/transport.ts'
import type { CodeName } from './form.ts'
import { type ScriptedLink, WORDS } from './scripted-link.ts'

/** @param cause of its end, where that is what the code says. */
export function tellBy(link: ScriptedLink, code: CodeName, cause: Cause): void {
  switch (code) {
    case 'O':
      return link.opened()
    case 'H':
      return link.heard()
    case 'B':
      return link.frame(WORDS.business)
    case 'P':
      return link.frame(WORDS.pong)
    case 'Q':
      return link.frame(WORDS.ping)
    case 'G':
    case 'E':
      return link.partial(code === 'G')
    case 'I':
      return link.pinged()
    case 'J':
    case 'K':
      return link.ponged(code === 'J')
    case 'N':
      return link.drained()
    case 'X':
      return link.released()
    case 'Z':
      return link.ended(cause)
  }
}
