/** Which heartbeat a command line asks for. */
import type { Codec, HeartbeatOptions, Payload } from '../index.ts'
import { OptionError } from '../index.ts'
import { problemOf } from './endpoints.ts'
import type { Given } from './given.ts'
import { answerText, frameText, frameTextOrNone } from './texts.ts'
import { notYet, UsageError } from './usage.ts'
import { count, duration, oneOf, quoted } from './values.ts'

/** What `serve` answers unless told otherwise. */
const DEFAULT_ANSWER = 'ping=pong'

/**
 * The heartbeat of dialled connections. Silence is always judged: who only listens, or expects no answer, has the
 * same bound.
 */
export function watchHeartbeat(given: Given, codec: Codec): HeartbeatOptions {
  const beat = given.read('--ping', frameTextOrNone)
  return heartbeat(given, codec, { option: '--ping', beat }, given.all('--answer'), 'fixed')
}

/**
 * The heartbeat of accepted connections. Silence is judged as for dialled ones, unless another rule was chosen and
 * nothing was said about heartbeats that are waited for: `--beat` sends without expecting an answer, `--idle` is a
 * bound of its own.
 */
export function serveHeartbeat(given: Given, codec: Codec): HeartbeatOptions {
  const ping = given.read('--ping', frameTextOrNone)
  const beat = given.maybe('--beat', frameText)
  if (ping !== null && beat !== undefined) {
    throw new UsageError('--ping and --beat', 'one or the other: a ping waits for an answer, a beat does not')
  }
  const sent = beat === undefined ? { option: '--ping', beat: ping } : { option: '--beat', beat }
  const answers = given.has('--answer') ? given.all('--answer') : defaultAnswers(codec)
  return heartbeat(given, codec, sent, answers, serveJudges(given) ? 'fixed' : 'none')
}

function serveJudges(given: Given): boolean {
  if (['--ping', '--timeout', '--misses', '--detector'].some((option) => given.has(option))) return true
  return !given.has('--beat') && !(given.has('--idle') && !given.has('--every'))
}

/** Nobody asked for the default, so where it can be no frame there is none. */
function defaultAnswers(codec: Codec): readonly string[] {
  const { ping, pong } = answerText('--answer', DEFAULT_ANSWER)
  return [ping, pong].every((payload) => payload === null || whyNoFrame(codec, payload) === null)
    ? [DEFAULT_ANSWER]
    : []
}

interface Sent {
  readonly option: string
  readonly beat: Payload | null
}

function heartbeat(
  given: Given,
  codec: Codec,
  { option, beat }: Sent,
  answerTexts: readonly string[],
  detector: 'fixed' | 'none',
): HeartbeatOptions {
  checkDetector(given)
  const isAsked = option === '--ping' && beat !== null
  const pong = isAsked || given.has('--pong') ? given.read('--pong', frameTextOrNone) : null
  const answers = answerTexts.map((text) => answerText('--answer', text))
  checkFrames(codec, option, [beat])
  checkFrames(codec, '--pong', [pong])
  for (const answer of answers) checkFrames(codec, '--answer', [answer.ping, answer.pong])
  return {
    protocol: { beat, pong, answers },
    everyMs: given.read('--every', duration),
    timeoutMs: given.read('--timeout', duration),
    misses: given.read('--misses', count),
    detector,
  }
}

function checkDetector(given: Given): void {
  const detector = given.read('--detector', oneOf('fixed', 'phi', 'adaptive'))
  if (detector !== 'fixed') throw notYet(`--detector ${detector}`)
}

/** A heartbeat that cannot be one frame would never match, or break the connection when it is first sent. */
function checkFrames(codec: Codec, option: string, payloads: readonly (Payload | null)[]): void {
  for (const payload of payloads) {
    const problem = payload === null ? null : whyNoFrame(codec, payload)
    if (payload === null || problem === null) continue
    const shown = typeof payload === 'string' ? quoted(payload) : 'these bytes'
    throw new UsageError(option, `${shown} cannot be one frame with --codec ${codec.name} (${problem})`)
  }
}

/** Why this payload cannot be one frame; null when it can. */
function whyNoFrame(codec: Codec, payload: Payload): string | null {
  try {
    codec.encode(payload)
    return null
  } catch (error) {
    if (error instanceof OptionError) return problemOf(error)
    throw error
  }
}
