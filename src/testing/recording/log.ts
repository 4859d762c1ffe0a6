/** Reads the log of a tape: events, each with what happened and what the machines found. See `form.ts` for its form. */
import { CODES, type CodeName, isCode, LATENESS_STEP } from './form.ts'
import { RecordingError } from './problem.ts'

/** One code with its numbers; of those about a link the first one is it. */
export interface Op {
  readonly code: CodeName
  readonly numbers: readonly number[]
}

/** What happened at one time. */
export interface TapeEvent {
  /** In quanta. */
  readonly at: number
  /** When the timer was due that fired, in quanta; null for what no timer began. */
  readonly due: number | null
  readonly line: number
  readonly ops: Op[]
}

/** A space and a number; or a code and what follows it. */
const TOKEN = / ([0-9a-z]*)|~([0-9a-z]+)|([^0-9a-z ~])([0-9a-z]*(?:\.[0-9a-z]+)*)/y
const MOST_NUMBERS = 4

export class LogReader {
  readonly events: TapeEvent[] = []
  #at = 0
  #link = -1
  #dueBefore = 0
  #rhythm = 0

  /** One line's log, which goes on where the one before stopped. */
  read(from: number, log: string, line: number, column: number): void {
    this.#at = from
    TOKEN.lastIndex = 0
    while (TOKEN.lastIndex < log.length) {
      const place = TOKEN.lastIndex
      const wrong = (problem: string) => new RecordingError(line, column + place, problem)
      const found = TOKEN.exec(log)
      if (found === null) throw wrong('this is no code of a log')
      const [, passed, lateness, code, numbers] = found
      if (passed !== undefined) this.#event(this.#at + numberOf(passed, wrong), null, line)
      else if (lateness !== undefined)
        for (const digit of lateness) this.#tick(Number.parseInt(digit, 36), line)
      else if (code !== undefined && isCode(code)) this.#op(code, numbers ?? '', line, wrong)
      else throw wrong(`${JSON.stringify(code)} is no code of this version`)
    }
  }

  #event(at: number, due: number | null, line: number): void {
    if (!Number.isSafeInteger(at)) throw new RecordingError(line, 0, 'its times are beyond all clocks')
    this.#at = at
    this.events.push({ at, due, line, ops: [] })
  }

  #tick(steps: number, line: number): void {
    const due = this.#dueBefore + this.#rhythm
    this.#event(due + steps * LATENESS_STEP, due, line)
    this.#dueBefore = due
  }

  #op(code: CodeName, text: string, line: number, wrong: (problem: string) => Error): void {
    const numbers = text === '' ? [] : text.split('.').map((number) => numberOf(number, wrong))
    if (numbers.length > MOST_NUMBERS) throw wrong('too many numbers')
    if (CODES[code].about === 'link') {
      const link = numbers[0] ?? this.#link
      if (link < 0) throw wrong(`${code} of which link?`)
      this.#link = link
      this.#add({ code, numbers: [link] }, line)
    } else if (code === 'F') this.#fired(numbers[0] ?? 0, line)
    else {
      this.#add({ code, numbers }, line)
      // The event went on at a later time.
      if (code === 'R') this.#at += numbers[1] ?? 0
    }
  }

  /** A timer fired: it is what the latest event is. */
  #fired(late: number, line: number): void {
    const due = this.#at - late
    const latest = this.events.at(-1)
    if (latest !== undefined && latest.due === null && latest.ops.length === 0 && latest.at === this.#at) {
      this.events[this.events.length - 1] = { ...latest, due }
    } else this.#event(this.#at, due, line)
    this.#rhythm = due - this.#dueBefore
    this.#dueBefore = due
  }

  #add(op: Op, line: number): void {
    if (this.events.length === 0) this.#event(this.#at, null, line)
    this.events.at(-1)?.ops.push(op)
  }
}

function numberOf(text: string, wrong: (problem: string) => Error): number {
  const number = text === '' ? 0 : Number.parseInt(text, 36)
  if (!Number.isSafeInteger(number)) throw wrong('a number too large')
  return number
}
