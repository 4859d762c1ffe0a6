/** The lines of a tape, as a recording has them among the others. */
import type { Cause } from '../../transport/transport.ts'
import { countOf, type Fields, fieldsOf, isFields, numberOf, textOf } from './fields.ts'
import { type Said, TAPE_VERSION } from './form.ts'
import { LogReader } from './log.ts'
import { type Place, problemIn } from './problem.ts'
import { causeOf } from './read-feed.ts'
import type { RecordedTape, TapedConnection } from './recording.ts'

export class TapeReader {
  readonly #log = new LogReader()
  readonly #plans = new Map<number, { readonly said: Said; readonly line: number }>()
  readonly #connections = new Map<number, TapedConnection>()
  readonly #listeners = new Map<number, { readonly plan: number; readonly endpoint: string }>()
  readonly #causes = new Map<number, Cause>()
  #aheadMs: number | null = null
  #lines = 0
  #brokenAt: number | null = null
  #isWhole = false

  /** @throws RecordingError naming the field that cannot be. */
  line(fields: Fields, place: Place): void {
    const n = countOf(fields, 'n', place)
    // Left out while a disk was slow, or taken out: what follows has lost its time.
    if (n !== this.#lines) this.#brokenAt ??= place.line
    if (this.#brokenAt !== null) return
    this.#lines += 1
    if ('tape' in fields) this.#head(fields, place)
    else if ('end' in fields) this.#isWhole = true
    else if ('log' in fields) this.#read(fields, place)
    else this.#fact(fields, place)
  }

  /** Null where there was none. */
  end(): RecordedTape | null {
    if (this.#aheadMs === null) return null
    return {
      aheadMs: this.#aheadMs,
      plans: this.#plans,
      connections: this.#connections,
      listeners: this.#listeners,
      causes: this.#causes,
      events: this.#log.events,
      brokenAt: this.#brokenAt,
      isWhole: this.#isWhole && this.#brokenAt === null,
    }
  }

  #head(fields: Fields, place: Place): void {
    const version = countOf(fields, 'tape', place)
    if (version !== TAPE_VERSION) {
      throw problemIn(
        place,
        'tape',
        `version ${version} of the tape; this program reads version ${TAPE_VERSION}`,
      )
    }
    if (this.#aheadMs !== null) throw problemIn(place, 'tape', 'a second tape begins here')
    this.#aheadMs = numberOf(fields, 'aheadMs', place)
  }

  #read(fields: Fields, place: Place): void {
    const from = countOf(fields, 'from', place)
    this.#log.read(from, textOf(fields, 'log', place), place.line, place.text.indexOf('"log":"') + 8)
  }

  #fact(fields: Fields, place: Place): void {
    if ('said' in fields) {
      this.#plans.set(countOf(fields, 'plan', place), { said: saidIn(fields, place), line: place.line })
    } else if ('cause' in fields) this.#causes.set(countOf(fields, 'cause', place), causeIn(fields, place))
    else if ('connection' in fields) {
      this.#connections.set(countOf(fields, 'connection', place), {
        id: textOf(fields, 'id', place),
        plan: this.#planIn(fields, place),
        endpoint: 'endpoint' in fields ? textOf(fields, 'endpoint', place) : null,
        listener: 'listener' in fields ? countOf(fields, 'listener', place) : null,
        line: place.line,
      })
    } else if ('listener' in fields) {
      const plan = this.#planIn(fields, place)
      this.#listeners.set(countOf(fields, 'listener', place), {
        plan,
        endpoint: textOf(fields, 'endpoint', place),
      })
    } else throw problemIn(place, null, 'this line of a tape says nothing')
  }

  #planIn(fields: Fields, place: Place): number {
    const plan = countOf(fields, 'plan', place)
    if (!this.#plans.has(plan)) throw problemIn(place, 'plan', `nothing was said of plan ${plan}`)
    return plan
  }
}

function saidIn(fields: Fields, place: Place): Said {
  const said = fieldsOf(fields, 'said', place)
  return {
    accepts: said['accepts'] === true,
    pings: said['pings'] === true,
    hooks: said['hooks'] === true,
    authorises: said['authorises'] === true,
    policy: said['policy'] === true,
    options: isFields(said['options']) ? said['options'] : {},
  }
}

/** As a link reports it. */
function causeIn(fields: Fields, place: Place): Cause {
  const cause = causeOf(fields, place, 'is')
  return cause.kind === 'crash' ? { ...cause, error: new Error(cause.detail) } : cause
}
