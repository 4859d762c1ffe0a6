/** Planted in what decides when to dial: delays, hints, the budget of dials, canaries. */
import type { Mutant } from './mutant.ts'

const BACKOFF = 'src/machines/backoff.ts'
const BUDGET = 'src/supervisor/budget.ts'
const ENDPOINT = 'src/supervisor/endpoint.ts'
const MEMBER = 'src/supervisor/member.ts'

export const dialling: readonly Mutant[] = [
  {
    name: 'delay-above-the-cap',
    file: BACKOFF,
    before: 'return Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1))',
    after: 'return backoff.firstMs * backoff.factor ** (attempt - 1)',
    bug: 'Delays grow without end',
    breaks: 8,
    complaint: 'a client that is gone for hours after an outage',
  },
  {
    name: 'jitter-lost-at-the-cap',
    file: BACKOFF,
    before: 'return Math.floor(random() * ceiling)',
    after: 'return Math.floor(ceiling < backoff.maxMs ? random() * ceiling : ceiling)',
    bug: 'In a long outage all clients come to wait for the same time',
    breaks: 8,
    complaint: 'jitter lost at the cap',
  },
  {
    name: 'stale-delay-ends-the-next-one',
    file: 'src/machines/redial.ts',
    before: 'this.#wait?.cancel()\n    this.#wait = null',
    after: '\n    this.#wait = null',
    bug: 'The timer of a wait that ended early ends a later wait early',
    breaks: 8,
    complaint: 'reconnect storms',
  },
  {
    name: 'every-hint-dials',
    file: 'src/machines/hints.ts',
    before: 'if (now < this.#nextAt) {',
    after: 'if (now < 0) {',
    bug: 'A network that comes and goes makes a dial each time',
    breaks: 8,
    complaint: 'reconnect storms on a train',
  },
  {
    name: 'free-dials',
    file: BUDGET,
    before: 'this.#paidUntil = Math.max(this.#paidUntil, now) + this.#everyMs',
    after: 'this.#paidUntil = Math.max(this.#paidUntil, now)',
    bug: 'Dials cost nothing: the budget never runs out',
    breaks: 15,
    complaint: 'thundering herd',
  },
  {
    name: 'leave-outlives-its-stop',
    file: BUDGET,
    before: 'cancel: () => {\n        asker.rank = -1',
    after: 'cancel: () => {\n        ',
    bug: 'Who waits for leave to start, and is stopped, starts all the same once there is leave',
    breaks: 2,
    complaint: 'restarts after a stop',
  },
  {
    name: 'budget-outlives-its-tree',
    file: BUDGET,
    before: 'end(): void {\n    this.#timer?.cancel()',
    after: 'end(): void {\n    ',
    bug: 'The timer of the budget goes on after the last connection is gone',
    breaks: 3,
    complaint: 'leaked timers, and a process that does not exit',
  },
  {
    name: 'whole-flock-of-canaries',
    file: ENDPOINT,
    before: 'const isShut = this.isDown && !this.isDoubted',
    after: 'const isShut = false',
    bug: 'While a server is down everybody tries it, and not one at a time',
    breaks: 15,
    complaint: 'thundering herd',
  },
  {
    name: 'crash-loop-wakes-all',
    file: ENDPOINT,
    before: 'if (waiter.isReady || !this.#isFickle) this.#release(waiter)',
    after: 'this.#release(waiter)',
    bug: 'A server that comes up to crash again is met by all of its clients, whatever is left of their delays',
    breaks: 8,
    complaint: 'thundering herd',
  },
  {
    name: 'accepting-is-proof-enough',
    file: MEMBER,
    before: 'if (!this.#hears) this.#pass()',
    after: 'if (this.#openedAt > 0) this.#pass()',
    bug: 'A link that opens lets all siblings dial, though a frozen server’s kernel accepts as well',
    breaks: 8,
    complaint: 'thundering herd on a server that hangs',
  },
  {
    name: 'stale-failure-closes-the-door',
    file: MEMBER,
    before: "isOfIt && by !== 'us' && this.#asOf === endpoint.upAt) endpoint.down()",
    after: "isOfIt && by !== 'us') endpoint.down()",
    bug: 'A dial that began before the server was up tells everybody that it is down',
    breaks: 15,
    complaint: 'clients that come back late',
  },
]
