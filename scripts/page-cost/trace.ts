/** Reads a trace of Chromium: how much script ran between two frames of the page. */

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** In µs. */
  readonly ts: number
  readonly dur?: number
  /** CPU time of its thread, in µs: what others on the machine do is not in it. */
  readonly tdur?: number
}

/** What runs scripts of a page; what is within one of them is counted with it. */
const SCRIPT: ReadonlySet<string> = new Set([
  'FunctionCall',
  'EvaluateScript',
  'TimerFire',
  'FireAnimationFrame',
  'EventDispatch',
  'RunMicrotasks',
  'WebSocketReceive',
])
const FRAME = 'FireAnimationFrame'

/** What a screen gives a frame, in µs. */
const FRAME_US = 1_000_000 / 60
/** Callbacks that are so far from each other are of two frames. */
const APART_US = FRAME_US / 4

/**
 * In ms: of each frame, its callbacks and what ran in its time before them. Where the page asked for no frame, what ran in
 * the time of one.
 */
export function frameCosts(trace: Buffer): number[] {
  const events = eventsIn(trace)
  const first = events.find(({ name }) => name === FRAME)
  if (first === undefined) return []
  const own = events
    .filter(
      ({ ph, pid, tid, name }) => ph === 'X' && pid === first.pid && tid === first.tid && SCRIPT.has(name),
    )
    .sort((a, b) => a.ts - b.ts)
  const costs: number[] = []
  let cost = 0
  let from = own[0]?.ts ?? 0
  let until = 0
  let wasFrame = false
  for (const { name, ts, dur = 0, tdur = dur } of own) {
    if (ts < until) continue
    const before = until
    until = ts + dur
    const isFrame = name === FRAME
    // All callbacks of a frame follow each other; of the next one they come a frame later.
    const isNext = wasFrame && (!isFrame || ts - before > APART_US)
    if (isNext || ts - from > (isFrame ? 2 : 1) * FRAME_US) {
      costs.push(cost)
      cost = 0
      from = ts
    }
    cost += tdur / 1_000
    wasFrame = isFrame
  }
  return costs
}

/** The value below which that part of all is; 1 is the greatest. To a tenth. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
  return Math.round(value * 10) / 10
}

function eventsIn(trace: Buffer): readonly TraceEvent[] {
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(trace.toString())
  return traceEvents
}
