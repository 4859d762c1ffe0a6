/** The last words on connections: what they went through, for people. */
import type { FeedEvent } from '../index.ts'
import { counted, span } from '../supervisor/wording.ts'

type Summary = Extract<FeedEvent, { kind: 'summary' | 'total' }>

/** Whether a total says what the only summary has said, or that there was nothing: then it is not shown. */
export function repeatsSummary({ connections }: Extract<FeedEvent, { kind: 'total' }>): boolean {
  return connections <= 1
}

/** What always counts, and what there was of trouble. */
export function summarySentence(event: Summary): string {
  const { rttMs, suspicions, verdicts, detectionMs, stalls } = event
  const parts = [
    counted(event.frames, 'frame'),
    counted(event.beats, 'beat'),
    counted(event.misses, 'miss', 'misses'),
    counted(event.reconnects, 'reconnect'),
  ]
  if (suspicions > 0) parts.push(counted(suspicions, 'suspicion'))
  if (verdicts > 0) {
    // It is kept in a sketch: right within 10 %.
    const after = detectionMs === null ? '' : ` after about ${span(detectionMs.p50)}`
    parts.push(`${counted(verdicts, 'verdict')}${after}`)
  }
  if (stalls > 0) parts.push(`${counted(stalls, 'stall')} survived`)
  parts.push(rttMs === null ? 'no round trip measured' : `round trip ${rttMs.p50} ms (p99 ${rttMs.p99} ms)`)
  return parts.join(', ')
}
