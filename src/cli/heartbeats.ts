/** Which heartbeat a command line asks for. */
import { type HeartbeatOptions, OptionError, type Payload, protocolPing } from '../index.ts'
import type { Carrier } from '../machines/options.ts'
import { type HeartbeatProtocol, isTransportPing } from '../machines/protocol.ts'
import type { Given } from './given.ts'
import { problemOf } from './naming.ts'
import { JUDGING, paceOf } from './pace.ts'
import { answerText, frameText, frameTextOrNone } from './texts.ts'
import { UsageError } from './usage.ts'
import { plain, quoted } from './values.ts'

/** What `serve` answers unless told otherwise. */
const DEFAULT_ANSWER = 'ping=pong'

/**
 * The heartbeat of dialled connections: texts where they were typed, or where the carrier has no ping of its own.
 * Silence is always judged: who only listens, or expects no answer, has the same bound.
 */
export function watchHeartbeat(given: Given, carrier: Carrier): HeartbeatOptions {
  const beat = prefersOwnPing(given, carrier) ? protocolPing.beat : given.read('--ping', frameTextOrNone)
  return heartbeat(given, carrier, { option: '--ping', beat }, given.all('--answer'), true)
}

/**
 * The heartbeat of accepted connections. Silence is judged as for dialled ones, unless another rule was chosen and
 * nothing was said about heartbeats that are waited for: `--beat` sends without expecting an answer, `--idle` is a
 * bound of its own (which the answers to pings of the carrier's would put off for ever, so none are sent then).
 */
export function serveHeartbeat(given: Given, carrier: Carrier): HeartbeatOptions {
  const ping = given.read('--ping', frameTextOrNone)
  const beat = given.maybe('--beat', frameText)
  if (ping !== null && beat !== undefined) {
    throw new UsageError('--ping and --beat', 'one or the other: a ping waits for an answer, a beat does not')
  }
  const judges = serveJudges(given)
  const asks = judges && prefersOwnPing(given, carrier) ? protocolPing.beat : ping
  const sent = beat === undefined ? { option: '--ping', beat: asks } : { option: '--beat', beat }
  const answers = given.has('--answer') ? given.all('--answer') : defaultAnswers(carrier)
  return heartbeat(given, carrier, sent, answers, judges)
}

function prefersOwnPing(given: Given, { pings = false }: Carrier): boolean {
  return pings && !given.has('--ping') && !given.has('--pong')
}

function serveJudges(given: Given): boolean {
  if (['--ping', ...JUDGING].some((option) => given.has(option))) return true
  return !given.has('--beat') && !(given.has('--idle') && !given.has('--every'))
}

/** Nobody asked for the default, so where it can be no frame there is none. */
function defaultAnswers(carrier: Carrier): readonly string[] {
  const { ping, pong } = answerText('--answer', DEFAULT_ANSWER)
  return [ping, pong].every((payload) => payload === null || whyNoFrame(carrier, payload) === null)
    ? [DEFAULT_ANSWER]
    : []
}

interface Sent {
  readonly option: string
  readonly beat: HeartbeatProtocol['beat']
}

function heartbeat(
  given: Given,
  carrier: Carrier,
  { option, beat }: Sent,
  answerTexts: readonly string[],
  judges: boolean,
): HeartbeatOptions {
  const pace = paceOf(given)
  const text = isTransportPing(beat) ? null : beat
  const isAsked = option === '--ping' && text !== null
  const pong = isAsked || given.has('--pong') ? given.read('--pong', frameTextOrNone) : null
  const answers = answerTexts.map((text) => answerText('--answer', text))
  const check = (word: string, ...payloads: readonly (Payload | null)[]): void =>
    checkFrames(given, carrier, word, payloads)
  check(option, text)
  check('--pong', pong)
  for (const answer of answers) check('--answer', answer.ping, answer.pong)
  return { protocol: { beat, pong, answers }, ...pace, ...(judges ? {} : { detector: 'none' }) }
}

/** A heartbeat that cannot be one frame would never match, or break the connection when it is first sent. */
function checkFrames(
  given: Given,
  carrier: Carrier,
  option: string,
  payloads: readonly (Payload | null)[],
): void {
  // What has a ping of its own has messages of its own, too.
  const unit = carrier.pings === true ? 'message' : `frame with --codec ${given.read('--codec', plain)}`
  for (const payload of payloads) {
    const problem = payload === null ? null : whyNoFrame(carrier, payload)
    if (payload === null || problem === null) continue
    const shown = typeof payload === 'string' ? quoted(payload) : 'these bytes'
    throw new UsageError(option, `${shown} cannot be one ${unit} (${problem})`)
  }
}

/** Why this payload cannot be one frame; null when it can. */
function whyNoFrame(carrier: Carrier, payload: Payload): string | null {
  try {
    carrier.encode(payload)
    return null
  } catch (error) {
    if (error instanceof OptionError) return problemOf(error)
    throw error
  }
}
