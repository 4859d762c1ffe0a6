/** The mutants of the machines that may survive, one by one. */
import { because, type Explained } from './reasons.ts'

const MACHINES = 'src/machines'
const DETECTOR = 'src/machines/detector'

export const EXPLAINED_MACHINES: readonly Explained[] = [
  ...because(
    'any jitter but `decorrelated` has this ceiling: the types ask for one that there is',
    `${MACHINES}/hints.ts`,
    ["'none'", '""'],
  ),
  ...because('0 of no more is 0', `${DETECTOR}/estimate.ts`, ['ms > 0', 'ms >= 0']),
  ...because('0 of no more is 0', `${DETECTOR}/window.ts`, ['ms > 0', 'ms >= 0']),
  ...because(
    'where they meet both formulas are good for 14 digits',
    `${DETECTOR}/normal.ts`,
    ['z >= MEETING', 'z > MEETING'],
    ['z <= -MEETING', 'z < -MEETING'],
  ),
  ...because(
    'takes more steps, and ends at the same root',
    `${DETECTOR}/normal.ts`,
    ['Math.LN10 * phi - Math.LN2', 'Math.LN10 * phi + Math.LN2'],
    [
      '10 ** (phiAt(z) - density(z) / Math.LN10) / Math.LN10',
      '10 ** (phiAt(z) - density(z) / Math.LN10) * Math.LN10',
    ],
  ),
  ...because('one step more, of the least that counts, changes nothing', `${DETECTOR}/normal.ts`, [
    'step > 1e-14 * Math.abs(z)',
    'step >= 1e-14 * Math.abs(z)',
  ]),
  ...because('a term that is lost in the sum is lost in the difference as well', `${DETECTOR}/normal.ts`, [
    'sum + term',
    'sum - term',
  ]),
  ...because('one that is awaited is one that is awaited', `${MACHINES}/round-trips.ts`, [
    'this.#awaited > 1',
    'this.#awaited >= 1',
  ]),
  ...because(
    'for the types: whoever has a heartbeat has a protocol',
    `${MACHINES}/heartbeat-options.ts`,
    ['protocol?.beat', 'protocol.beat'],
    ['protocol?.pong', 'protocol.pong'],
  ),
  ...because('the policy is asked before anybody reads its answer', `${MACHINES}/readings.ts`, [
    'false',
    'true',
  ]),
  ...because(
    'for the types: without a rule there is no teacher',
    `${MACHINES}/heartbeat.ts`,
    ['rule === null', 'false'],
    ['rule === null || teacher === null', 'rule === null && teacher === null'],
  ),
  ...because(
    'saves each link a detector, where they learn nothing and would all be alike',
    `${MACHINES}/heartbeat.ts`,
    ['teacher === null', 'false'],
  ),
  ...because('saves calls: who has nothing to teach is not taught', `${MACHINES}/heartbeat.ts`, [
    'this.#lessons !== null',
    'true',
  ]),
  ...because(
    'for the types: they are called where there is a teacher',
    `${MACHINES}/heartbeat.ts`,
    ['this.#lessons?.heard', 'this.#lessons.heard'],
    ['this.#lessons?.answered', 'this.#lessons.answered'],
  ),
  ...because('how many opened together is not told to the millisecond', `${MACHINES}/heartbeat.ts`, [
    'sinceMs < everyMs / 10',
    'sinceMs <= everyMs / 10',
  ]),
  ...because('for the types: without an end nobody asks why', `${MACHINES}/inbox.ts`, [
    'this.#end?.failure',
    'this.#end.failure',
  ]),
  ...because(
    'saves a deadline for bytes that are not there',
    `${MACHINES}/traffic.ts`,
    ['this.sorter.held > 0', 'true'],
    ['this.sorter.held > 0', 'this.sorter.held >= 0'],
  ),
  ...because(
    'for the types: who has hung up beats no more, and who beats has something to beat with',
    `${MACHINES}/traffic.ts`,
    ['this.link === null || (beat === null && !pings)', 'false'],
    ['this.link === null || (beat === null && !pings)', 'this.link === null && beat === null && !pings'],
    ['this.link === null', 'false'],
    ['beat === null && !pings', 'false'],
    ['this.link.ping?.()', 'this.link.ping()'],
  ),
  ...because('without a queue nothing is added to what waits', `${MACHINES}/traffic.ts`, [
    'plan.queue !== null',
    'true',
  ]),
  ...because('saves work: the bytes are the same', `${MACHINES}/traffic.ts`, [
    'encoded === undefined',
    'true',
  ]),
  ...because('for the types: a queue that is too long has a frame to drop', `${MACHINES}/outbox.ts`, [
    'dropped?.settle',
    'dropped.settle',
  ]),
  ...because(
    'for the types: a life that is over is told nothing, and none begins with a note',
    `${MACHINES}/page-chart.ts`,
    ['on?.[event.type]', 'on[event.type]'],
    ['event !== null', 'true'],
  ),
  ...because('behind the end of both is nothing, which is the same', `${MACHINES}/sorter.ts`, [
    'index < frame.length',
    'index <= frame.length',
  ]),
  ...because('its name is for people', `${MACHINES}/connection.ts`, ["'connection'", '""']),
  ...because(
    'saves numbers, and room to grow for those that come: quantiles are the same',
    `${MACHINES}/sketch.ts`,
    ['index < this.#lowest || index >= this.#lowest + this.#counts.length', 'true'],
    ['index < this.#lowest', 'index <= this.#lowest'],
    ['index >= this.#lowest + this.#counts.length', 'index > this.#lowest + this.#counts.length'],
    ['this.#lowest + this.#counts.length', 'this.#lowest - this.#counts.length'],
    ['length > 0 && index >= this.#lowest', 'true'],
    ['length > 0 && index >= this.#lowest', 'length > 0 || index >= this.#lowest'],
    ['length > 0', 'true'],
    ['length > 0', 'length >= 0'],
    ['index >= this.#lowest', 'index > this.#lowest'],
    ['Math.max(0, index - MARGIN)', 'Math.min(0, index - MARGIN)'],
    ['index + MARGIN + 1', 'index + MARGIN - 1'],
    ['end - lowest', 'end + lowest'],
  ),
  ...because('the first bucket ends where its logarithm is 0', `${MACHINES}/sketch.ts`, [
    'ms <= LOWEST_MS',
    'ms < LOWEST_MS',
  ]),
  ...because(
    'set when a link is dialled, or opens: what it was before matters to nobody',
    `${MACHINES}/session.ts`,
    ['false', 'true'],
  ),
  ...because(
    'for the types: whoever dials has something to dial with, and whoever speaks of a link has one',
    `${MACHINES}/session.ts`,
    ['this.#redial?.route', 'this.#redial.route'],
    ['this.#redial !== null', 'true'],
    ['this.#redial?.hurry', 'this.#redial.hurry'],
    ['this.#redial?.stable', 'this.#redial.stable'],
    ['this.#redial?.end', 'this.#redial.end'],
    ['this.#chart?.send', 'this.#chart.send'],
    ['this.#link?.resume', 'this.#link.resume'],
    ['this.#link?.close', 'this.#link.close'],
    ['link !== null', 'true'],
    ['link === null', 'false'],
    ['this.#link === null', 'false'],
    ['this.phase !== null', 'true'],
  ),
  ...because('the first frame is waited for in that stage alone', `${MACHINES}/session.ts`, [
    "this.vitals.stage === 'shaking'",
    'true',
  ]),
  ...because('saves a look: what has left is not stuck', `${MACHINES}/session.ts`, ['{', '{}']),
  ...because('data that comes again was not missed where that ends the link', `${MACHINES}/session.ts`, [
    'silentMs !== null',
    'true',
  ]),
  ...because(
    'the stage in which no other is, or none that is asked for: its name is for people',
    `${MACHINES}/vitals.ts`,
    ["'none'", '""'],
    ["'shaking'", '""'],
  ),
  ...because('set when a link is dialled', `${MACHINES}/vitals.ts`, ['false', 'true']),
  ...because(
    'no stall that is told of comes before the opening and after the last sign of life',
    `${MACHINES}/vitals.ts`,
    ['stalls > 0', 'true'],
    ['stalls > 0', 'stalls >= 0'],
  ),
  ...because(
    'saves what would watch nothing, note nothing, or look for nothing',
    `${MACHINES}/vitals.ts`,
    ['this.#plan.staleAfterMs < NEVER', 'true'],
    ['this.#plan.staleAfterMs < NEVER', 'this.#plan.staleAfterMs <= NEVER'],
    ['beating.learnsGaps', 'true'],
    ['survived > 0', 'true'],
    ['survived > 0', 'survived >= 0'],
    ['this.#alert', 'true'],
    ['this.#plan.heartbeat?.rule?.teacher', 'true'],
    ['begun', 'true'],
    ['{', '{}'],
    ["'writeAt'", '""'],
    ["'holdAt'", '""'],
    ['at === NEVER', 'false'],
    ['at === NEVER', 'true'],
    ['at === NEVER', 'at !== NEVER'],
    ['at === NEVER && this.#running.areNone', 'false'],
  ),
  ...because('for the types: bytes are held back where there is a heartbeat', `${MACHINES}/vitals.ts`, [
    'this.#plan.heartbeat?.limits',
    'this.#plan.heartbeat.limits',
  ]),
  ...because(
    'for the types: with a heartbeat there is one in the plan, with a deadline there are bytes',
    `${MACHINES}/vitals.ts`,
    ['this.#plan.heartbeat !== null', 'true'],
    ['this.#unsent?.isStuck', 'this.#unsent.isStuck'],
    ['this.#unsent?.isGone', 'this.#unsent.isGone'],
  ),
  ...because(
    'a tick later than it might, which is as fine as time is told here',
    `${MACHINES}/vitals.ts`,
    ['attention >= this.#deadlines.holdAt', 'attention > this.#deadlines.holdAt'],
    ['sleptMs >= boundMs(this.#plan.heartbeat)', 'sleptMs > boundMs(this.#plan.heartbeat)'],
  ),
  ...because('a place in the wheel that is asked once more, and then given up', `${MACHINES}/vitals.ts`, [
    "this.stage === 'open'",
    'true',
  ]),
  ...because(
    'saves a look: of a link that is over no deadline is left, and it has no heartbeat',
    `${MACHINES}/vitals.ts`,
    ["this.stage === 'none'", 'false'],
  ),
  ...because(
    'for the types: a link that leaves, or is not proven yet, has no frames that wait for it',
    `${MACHINES}/leaver.ts`,
    ['{', '{}'],
  ),
  ...because(
    'for the types: a link that leaves, or is not proven yet, has no frames that wait for it',
    `${MACHINES}/successor.ts`,
    ['{', '{}'],
  ),
  ...because(
    'for the types: a fate is told of nothing before it has a successor, nor after that was handed over',
    `${MACHINES}/successor.ts`,
    ['this.#successor?.letGo', 'this.#successor.letGo'],
    ['this.#successor?.destroy', 'this.#successor.destroy'],
    ['successor === null', 'false'],
  ),
  ...because('said by whoever begins the first rotation', `${MACHINES}/rotator.ts`, ["'asked'", '""']),
  ...because('for the types: what was dialled has an endpoint', `${MACHINES}/rotator.ts`, [
    'endpoint !== null',
    'true',
  ]),
  ...because('in the very millisecond in which it is too old, either will do', `${MACHINES}/rotator.ts`, [
    'this.#tooOldAt <= clock.now()',
    'this.#tooOldAt < clock.now()',
  ]),
  ...because('saves growing: a slot that is not there is an empty one', `${MACHINES}/wheel.ts`, [
    'new Array<WheelEntry | null>(SLOTS)',
    'new Array()',
  ]),
  ...because('saves a look: what waits for its visit stands before any slot', `${MACHINES}/wheel.ts`, [
    'entry.wheelSlot === DUE',
    'false',
  ]),
  ...because('goes to the front of the same slot, and no order is promised there', `${MACHINES}/wheel.ts`, [
    'entry.wheelSlot <= slot',
    'entry.wheelSlot < slot',
  ]),
  ...because(
    'for the types: what was armed has turned, and whoever waits has a timer',
    `${MACHINES}/wheel.ts`,
    ['this.#turning === null', 'false'],
    ['timer?.cancel', 'timer.cancel'],
  ),
  ...because('saves a rest and a start within one turn of the event loop', `${MACHINES}/wheel.ts`, [
    'true',
    'false',
  ]),
  ...because('counted downwards, every 32nd is the same', `${MACHINES}/wheel.ts`, [
    'visits += 1',
    'visits -= 1',
  ]),
  ...because('saves a turn of the event loop in which nothing is due', `${MACHINES}/wheel.ts`, [
    'this.#due !== null',
    'true',
  ]),
  ...because(
    'in the very millisecond in which a slice is long enough, either will do',
    `${MACHINES}/wheel.ts`,
    ['this.now() - now > SLICE_MS', 'this.now() - now >= SLICE_MS'],
  ),
]
