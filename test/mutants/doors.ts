/** Planted where peers come in: listeners, limits, identities. */
import type { Mutant } from './mutant.ts'

const LISTENER = 'src/supervisor/listener.ts'
const TABLE = 'src/supervisor/identity/table.ts'

export const doors: readonly Mutant[] = [
  {
    name: 'one-guest-too-many',
    file: LISTENER,
    before: 'if (this.#connections.size >= this.maxConnections) {',
    after: 'if (this.#connections.size > this.maxConnections) {',
    bug: 'A listener takes one connection more than it may',
    breaks: 'A listener has at most maxConnections',
    complaint: 'limits that do not hold',
  },
  {
    name: 'a-life-that-is-over-twice',
    file: LISTENER,
    before: 'if (life !== this.#life) return\n',
    after: '\n',
    bug: 'The end of an older life of a listener is taken for the end of the present one',
    breaks: 1,
    complaint: 'events from stale sockets',
  },
  {
    name: 'ghosts-keep-their-place',
    file: 'src/supervisor/listener.ts',
    before: 'this.#connections.delete(connection)',
    after: '',
    bug: 'Connections that have ended still count for the limit of their listener',
    breaks: 3,
    complaint: 'a server that takes nobody after a while',
  },
  {
    name: 'two-links-of-one-name',
    file: TABLE,
    before: 'const excess = Math.max(0, older.length + 1 - maxPerIdentity)',
    after: 'const excess = Math.max(0, older.length - maxPerIdentity)',
    bug: 'A newcomer does not take the place of an older link of its name',
    breaks: 'An identity has at most maxPerIdentity links',
    complaint: 'one user, two sessions after a reconnect',
  },
  {
    name: 'replaced-and-still-speaking',
    file: TABLE,
    before: 'if (guest === undefined || !guest.links.includes(link)) return',
    after: 'if (guest === undefined) return',
    bug: 'What ended a link that was replaced is told as what ended its identity, which is alive',
    breaks: 1,
    complaint: 'nobody knows why it ended',
  },
  {
    name: 'closed-door-charged-to-the-guest',
    file: TABLE,
    before: 'guest.excuse(this.deafAt - this.#deafSince)',
    after: 'guest.excuse(0)',
    bug: 'Time in which nobody could come in counts as absence',
    breaks: 6,
    complaint: 'everybody offline after a deployment',
  },
]
