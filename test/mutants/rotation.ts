/** Planted in the replacement of links. */
import type { Mutant } from './mutant.ts'

const ROTATOR = 'src/machines/rotator.ts'

export const rotation: readonly Mutant[] = [
  {
    name: 'taken-over-unproven',
    file: 'src/machines/successor.ts',
    before: 'if (successor.isProven) return this.#prove()\n',
    after: 'return this.#prove()\n',
    bug: 'A new link takes over as soon as it opens, before anything was heard on it',
    breaks: 'A new link takes over when it is proven, and not before',
    complaint: 'a deployment that moves clients to a server that hangs',
  },
  {
    name: 'old-link-cut-off',
    file: 'src/machines/leaver.ts',
    before: 'this.#leave(() => this.session.leave())',
    after: 'this.#leave(() => this.session.destroy())',
    bug: 'The old link is destroyed when its time is over, and what is on its way is lost',
    breaks: 'Nothing that was received is lost while a link is rotated',
    complaint: 'messages lost at a reconnect',
  },
  {
    name: 'successor-outlives-a-stop',
    file: ROTATOR,
    before: 'this.#drop()\n    this.#refuse(CANCELLED)',
    after: '\n    this.#refuse(CANCELLED)',
    bug: 'A stop while a new link is dialled leaves that link to itself',
    breaks: 3,
    complaint: 'leaked sockets, and a process that does not exit',
  },
  {
    name: 'age-dials-into-the-backoff',
    file: ROTATOR,
    before: "if (to === 'suspect') return\n    this.#rest()",
    after: "if (to === 'suspect') return\n    ",
    bug: 'The timer of a link’s age outlives the link, and dials whatever the back-off says',
    breaks: 8,
    complaint: 'reconnect storms',
  },
]
