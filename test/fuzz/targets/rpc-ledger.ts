/** Keeps the books of what a stranger said: what may be answered, what must be, and what our own calls get. */
import { goRpc } from '../../../src/rpc/go.ts'
import { RpcError, type RpcOptions } from '../../../src/rpc/index.ts'
import { must } from '../target.ts'
import { Pieces } from './rpc-chunks.ts'
import type { Outcome } from './rpc-outcome.ts'
import { saidIn } from './rpc-said.ts'

/** Of the ids that our own calls have. */
const FIRST = 1

/** Longer ones may not fit into a frame with an answer. */
const LONG_ID = 300_000

interface Asked {
  readonly id: string
  /** Whether an answer has to come: not where a method waits, nor for what is none in a batch that cannot be said. */
  readonly isSure: boolean
}

export class Ledger {
  readonly #isGo: boolean
  readonly #chunks: Pieces | null
  readonly mayRun: number
  readonly #asked: Asked[] = []
  /** The first answer to each id, as JSON. */
  readonly #answers = new Map<unknown, string>()
  strays = 0
  isBroken = false

  constructor({ dialect, chunkBytes, maxMessageBytes = 0, maxRunning = 0 }: RpcOptions) {
    this.#isGo = dialect === 'go'
    this.#chunks = typeof chunkBytes === 'number' ? new Pieces(maxMessageBytes) : null
    this.mayRun = maxRunning
  }

  hears(frame: Uint8Array): void {
    if (this.isBroken) return
    const message = this.#chunks !== null && frame[0] === 0 ? this.#chunks.take(frame) : frame
    if (message === undefined) this.isBroken = true
    else if (message !== null) this.#hear(new TextDecoder().decode(message))
  }

  /** No more answers than questions, and one for each that can have one. */
  checkAnswers(frames: readonly Uint8Array[]): void {
    const may = countsOf(this.#asked.map(({ id }) => id))
    const sure = this.#asked.filter(({ id, isSure }) => isSure && id.length < LONG_ID)
    const mustBe = countsOf(sure.map(({ id }) => id))
    const are = countsOf(this.#answeredBy(frames))
    for (const [id, count] of are)
      must(count <= (may.get(id) ?? 0), () => `${id.slice(0, 80)} was answered ${count} times`)
    if (this.isBroken) return
    for (const [id, count] of mustBe)
      must(
        count <= (are.get(id) ?? 0),
        () => `${id.slice(0, 80)} was answered ${are.get(id) ?? 0} times of ${count}`,
      )
  }

  /** The first answer is the one. */
  checkOurs(outcomes: readonly (Outcome | null)[]): void {
    for (const [at, outcome] of outcomes.entries()) {
      const expected = this.#answers.get(FIRST + at)
      if (expected === undefined) {
        must(this.isBroken || outcome === null, 'a call of ours ended, and nobody answered it')
      } else must(expected === textOf(outcome), () => `${expected} came as ${textOf(outcome)}`)
    }
  }

  #answeredBy(frames: readonly Uint8Array[]): string[] {
    const chunks = new Pieces(Number.MAX_SAFE_INTEGER)
    return frames.flatMap((frame) => {
      const message = frame[0] === 0 ? chunks.take(frame) : frame
      if (message === null || message === undefined) return []
      const value: unknown = JSON.parse(Buffer.from(message).toString())
      return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
        must(typeof one === 'object' && one !== null && 'id' in one, 'an answer without an id')
        must('result' in one !== 'error' in one || this.#isGo, 'an answer that says both, or nothing')
        return JSON.stringify(one.id)
      })
    })
  }

  #hear(text: string): void {
    const value = parsed(text)
    if (value === undefined) this.#asked.push({ id: 'null', isSure: true })
    else if (this.#isGo) this.#hearGo(value)
    else this.#hearSaid(value)
  }

  #hearGo(value: unknown): void {
    const message = goRpc.read(value)
    if (message.kind === 'call' || message.kind === 'invalid') {
      const isSure = message.kind === 'invalid' || message.method !== 'wait'
      this.#asked.push({ id: JSON.stringify(message.id), isSure })
    } else if (message.kind === 'result') this.#answered(message.id, { is: 'result', value: message.result })
    else if (message.kind === 'error') this.#answered(message.id, { is: 'error', value: message.error })
  }

  #hearSaid(value: unknown): void {
    const said = saidIn(value)
    if (said === null) {
      this.#asked.push({ id: 'null', isSure: true })
      return
    }
    const isBatch = Array.isArray(value)
    // All of a batch is answered at once, when the last of it can be.
    const waits = said.some(({ kind, method }) => kind === 'call' && method === 'wait')
    for (const { kind, id, result, error } of said) {
      if (kind === 'result') this.#answered(id, { is: 'result', value: result })
      else if (kind === 'error') this.#answered(id, { is: 'error', value: errorOf(error) })
      else if (kind !== 'notification') {
        const isSure = !waits && (kind === 'call' || !isBatch)
        this.#asked.push({ id: JSON.stringify(id), isSure })
      }
    }
  }

  #answered(id: unknown, outcome: Outcome): void {
    const isOurs = typeof id === 'number' && Number.isInteger(id) && id >= FIRST && id < FIRST + 3
    if (isOurs && !this.#answers.has(id)) this.#answers.set(id, textOf(outcome))
    else this.strays += 1
  }
}

/** As its specification has errors; what is none is told as one all the same. */
function errorOf(error: unknown): RpcError {
  const fields = new Map<string, unknown>(Object.entries(error ?? {}))
  const [code, message] = [fields.get('code'), fields.get('message')]
  return typeof code === 'number' && typeof message === 'string'
    ? new RpcError(message, code)
    : new RpcError('an error that is none of JSON-RPC 2.0', -32_000)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What it says, as far as that can be said. */
function textOf(outcome: Outcome | null): string {
  if (outcome === null) return 'nothing'
  const { is, value } = outcome
  if (is === 'error')
    return value instanceof RpcError ? `error ${value.code} ${value.message}` : `error ${value}`
  try {
    return `result ${JSON.stringify(value)}`
  } catch {
    return 'result too deep'
  }
}

function countsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
