/** Planted in breakers and in leases. */
import type { Mutant } from './mutant.ts'

const LEASE = 'src/registry/lease.ts'

export const parts: readonly Mutant[] = [
  {
    name: 'open-breaker-leaks',
    file: 'src/breaker/breaker.ts',
    before: "throw this.#refusal('is open')",
    after:
      "if (this.#counts.refused % 5 === 4) return this.#ordinary(this.#time); else throw this.#refusal('is open')",
    bug: 'An open breaker lets one call through after every few that it has refused',
    breaks: 13,
    complaint: 'breakers that go on hammering',
  },
  {
    name: 'one-probe-too-many',
    file: 'src/breaker/probes.ts',
    before: 'this.#timers.size + this.#succeeded < this.#most',
    after: 'this.#timers.size + this.#succeeded <= this.#most',
    bug: 'A half-open breaker passes one call more than it may',
    breaks: 13,
    complaint: 'a server that comes up is met by all at once',
  },
  {
    name: 'closed-by-a-late-probe',
    file: 'src/breaker/probes.ts',
    before: 'for (const timer of this.#timers.values()) timer.cancel()\n    this.#timers.clear()',
    after: 'for (const timer of this.#timers.values()) timer.cancel()\n    ',
    bug: 'A probe that was given up as too late closes the breaker when it succeeds after all, in another half-open time',
    breaks: 13,
    complaint: 'breakers that flap while a server is slow',
  },
  {
    name: 'lease-counted-from-the-answer',
    file: LEASE,
    before: 'this.#since = since\n',
    after: 'this.#since = momentOf(clock)\n',
    bug: 'A lease is held from when its answer came, however long the request was on its way',
    breaks: 14,
    complaint: 'two holders of one lock',
  },
  {
    name: 'night-that-no-lease-notices',
    file: 'src/registry/terms.ts',
    before: 'return ms - Math.max(clock.now() - since.now, clock.wall() - since.wall)',
    after: 'return ms - (clock.now() - since.now)',
    bug: 'Who has slept believes that its lease is as young as before',
    breaks: 14,
    complaint: 'two leaders after a sleep',
  },
  {
    name: 'dead-until-its-link-is-gone',
    file: 'src/registry/owner.ts',
    before: "map(({ phase }) => phase === 'alive' || phase === 'suspect'),",
    after: "map(({ phase }) => phase === 'alive' || phase === 'suspect' || phase === 'dead'),",
    bug: 'Who is dead stays advertised until its link is closed',
    breaks: 14,
    complaint: 'requests routed to the dead',
  },
  {
    name: 'waits-and-stays-advertised',
    file: 'src/registry/advertised.ts',
    before: "if (!hasSession(state) || happening === 'over') this.#end()",
    after: "if (state === 'withdrawn' || happening === 'over') this.#end()",
    bug: 'The lease of a connection that has died is renewed until that has ended for good',
    breaks: 14,
    complaint: 'requests routed to the dead',
  },
]
