/** The mutants that may survive, one by one. Whoever changes such a line is asked again: what is not there any more is named. */
import { EXPLAINED_MACHINES } from './explained-machines.ts'
import { because, type Explained } from './reasons.ts'

const CODED = 'src/transport/framing'
const SUPERVISOR = 'src/supervisor'
const IDENTITY = 'src/supervisor/identity'

export const EXPLAINED: readonly Explained[] = [
  // — framing —
  ...because(
    'saves an array for each chunk: what waits behind nothing is read next, too',
    `${CODED}/chunk-decoder.ts`,
    ['this.at === this.#chunk.length && this.#waiting === null', 'false'],
  ),
  ...because(
    'one that is broken has no use for more bytes: only its memory shows it',
    `${CODED}/chunk-decoder.ts`,
    ['this.#broken !== null', 'false'],
  ),
  ...because(
    'nothing is added of a chunk that is used up',
    `${CODED}/chunk-decoder.ts`,
    ['from < chunk.length', 'true'],
    ['from < chunk.length', 'from <= chunk.length'],
  ),
  ...because('saves a list: an empty one waits for nothing', `${CODED}/chunk-decoder.ts`, [
    '!this.#waiting?.length',
    'false',
  ]),
  ...because(
    'for the types: options refuse functions where there are no frames',
    `${CODED}/edges.ts`,
    ["typeof pattern !== 'function'", 'true'],
    ["'function'", '""'],
  ),
  ...because(
    'saves a look at bytes behind the end, which are like none that are expected',
    `${CODED}/edges.ts`,
    ['from + edge.bytes.length <= data.length', 'true'],
    ['from + edge.bytes.length', 'from - edge.bytes.length'],
  ),
  ...because('what begins right at the front was found there before', `${CODED}/edges.ts`, [
    'start >= from',
    'start > from',
  ]),
  ...because(
    'saves looks: a whole one was found before, nothing begins with more than itself, and what is as long as the longest changes nothing',
    `${CODED}/edges.ts`,
    ['edge.bytes.length - 1', 'edge.bytes.length + 1'],
    ['length > longest', 'length >= longest'],
  ),
  ...because('saves a copy: a buffer that is just full may grow as well', `${CODED}/gathered.ts`, [
    'length > this.#buffer.length',
    'length >= this.#buffer.length',
  ]),
  ...because('the state in which no other is: its name is for people', `${CODED}/json-scanner.ts`, [
    "'string'",
    '""',
  ]),
  ...because('behind the end is no byte, which is no bracket', `${CODED}/json-scanner.ts`, [
    'at < chunk.length',
    'at <= chunk.length',
  ]),
  ...because(
    'nothing else is thrown there: a bug of ours would be taken for the payload’s',
    `${CODED}/json.ts`,
    ['error instanceof FramingError', 'true'],
  ),
  ...because('of `isJson`: undefined is as false as false', `${CODED}/json.ts`, ['{', '{}']),
  ...because(
    'saves an object: of nothing gathered the last byte is none',
    `${CODED}/lines.ts`,
    ['this.gatheredLength > 0', 'true'],
    ['this.gatheredLength > 0', 'this.gatheredLength >= 0'],
  ),

  // — supervisor —
  ...because(
    'for the types: an index that is in bounds, an asker that has somebody to serve',
    `${SUPERVISOR}/slices.ts`,
    ['this.#next < this.#items.length', 'this.#next <= this.#items.length'],
    ['item !== undefined', 'true'],
  ),
  ...because('how long a slice holds the event loop, to the millisecond', `${SUPERVISOR}/slices.ts`, [
    'this.#clock.now() - this.#sliceBegan <= SLICE_MS',
    'this.#clock.now() - this.#sliceBegan < SLICE_MS',
  ]),
  ...because(
    'saves promises: who is not up is passed over when its turn comes',
    `${SUPERVISOR}/stop-all.ts`,
    ['entries.filter(which)', 'entries'],
  ),
  ...because('how long a slice holds the event loop, to the millisecond', `${SUPERVISOR}/together.ts`, [
    'clock.now() - sliceBegan <= SLICE_MS',
    'clock.now() - sliceBegan < SLICE_MS',
  ]),
  ...because(
    'what can be started only once is temporary: `childPlan` sees to that',
    `${SUPERVISOR}/entry.ts`,
    ['this.make !== null', 'true'],
  ),
  ...because(
    'to call off what was given does nothing',
    `${SUPERVISOR}/group.ts`,
    ['true', 'false'],
    ['!isGiven', 'true'],
  ),
  ...because('lets go of what is done: to work on it again does nothing', `${SUPERVISOR}/group.ts`, [
    '{',
    '{}',
  ]),
  ...because('nobody that is no child is ever picked from the children', `${SUPERVISOR}/group.ts`, [
    '[]',
    '["Stryker was here"]',
  ]),
  ...because('each dial begins by saying whether it is one', `${SUPERVISOR}/member.ts`, ['false', 'true']),
  ...because('who stands in no queue leaves none, and nobody else is touched', `${SUPERVISOR}/member.ts`, [
    'this.#queue !== null',
    'true',
  ]),
  ...because('a restart without a time is in no window: the types refuse it', `${SUPERVISOR}/restarts.ts`, [
    '[]',
    '["Stryker was here"]',
  ]),
  ...because(
    'for the types: the budget serves nobody who has nobody',
    `${SUPERVISOR}/endpoint.ts`,
    ['[]', '["Stryker was here"]'],
    ['first === undefined', 'false'],
  ),
  ...because(
    'a dial that fails while it is known to be down finds all as it is',
    `${SUPERVISOR}/endpoint.ts`,
    ['this.isDown', 'false'],
  ),
  ...because(
    'for the types: ranks are three, and canaries are compared only where there are some',
    `${SUPERVISOR}/budget.ts`,
    ['this.#askers[rank]?.delete', 'this.#askers[rank].delete'],
    ['this.#canaries?.get', 'this.#canaries.get'],
  ),
  ...because(
    'saves work: before a canary may go it does not matter who it would be',
    `${SUPERVISOR}/budget.ts`,
    ['this.#clock.now() >= this.#canaryAt', 'true'],
  ),
  ...because(
    'for the types: whoever asks has begun to doubt',
    `${SUPERVISOR}/doubt.ts`,
    ['this.#asked?.set', 'this.#asked.set'],
    ['[]', '["Stryker was here"]'],
  ),
  ...because('for the types: what was just declared is there', `${SUPERVISOR}/children.ts`, [
    'entry === undefined',
    'false',
  ]),
  ...because(
    'a supervisor that ends has none that runs any more',
    `${SUPERVISOR}/children.ts`,
    ['isUp && !this.#isRunning', 'true'],
    ['isUp && !this.#isRunning', 'isUp || !this.#isRunning'],
  ),
  ...because(
    'a stop at once has ended all that are up before anybody asks for one of them',
    `${SUPERVISOR}/children.ts`,
    ['this.#stopping?.isNow ?? false', 'this.#stopping?.isNow && false'],
  ),
  ...because(
    'for the types: children fail when they have begun',
    `${SUPERVISOR}/children.ts`,
    ['this.#passing?.cancel', 'this.#passing.cancel'],
    ['this.#stopping?.go', 'this.#stopping.go'],
  ),
  ...because(
    'saves a place in the wheel until it matters how long a life went well',
    `${SUPERVISOR}/children.ts`,
    ['child.restarts === 0', 'false'],
  ),
  ...because(
    'none is significant where that means nothing: `childPlan` sees to that',
    `${SUPERVISOR}/children.ts`,
    ["this.#autoShutdown === 'never'", 'false'],
    ["'never'", '""'],
  ),
  ...because('what is no tap never wants to know: the types refuse it', `${SUPERVISOR}/tap.ts`, [
    '[]',
    '["Stryker was here"]',
  ]),
  ...because(
    'to remember nothing of it reads the same as not to remember',
    `${SUPERVISOR}/introductions.ts`,
    ['introduction !== undefined', 'true'],
  ),

  // — identities —
  ...because(
    'what stands in the place of a zone, or of a half that is not there, lies behind the first 64 bits',
    `${IDENTITY}/address.ts`,
    ["''", '"Stryker was here!"'],
  ),
  ...because(
    'for the types: whoever is in is open, or is in no more when it is looked',
    `${IDENTITY}/challenge.ts`,
    ['link.silentMs !== null', 'true'],
  ),
  ...because('for the types: whoever enters has said who it is', `${IDENTITY}/doorkeeper.ts`, [
    'identity === undefined',
    'false',
  ]),
  ...because('nobody is there any more to be let in', `${IDENTITY}/doorkeeper.ts`, ['false', 'true']),
  ...because('whoever is let in without room is turned away at the table', `${IDENTITY}/doorkeeper.ts`, [
    'refusal !== null',
    'false',
  ]),
  ...because('where it came in is known before anybody can ask', `${IDENTITY}/guest.ts`, [
    "''",
    '"Stryker was here!"',
  ]),
  ...because('its heartbeat was made when it came, where visits are expected', `${IDENTITY}/guest.ts`, [
    'this.#heartbeat?.look',
    'this.#heartbeat.look',
  ]),
  ...because('saves a look: when it comes too soon it learns when to come', `${IDENTITY}/guest.ts`, [
    'now + plan.forgetMs',
    'now - plan.forgetMs',
  ]),
  ...because('a look that comes just in time is a tick late', `${IDENTITY}/guest.ts`, [
    'now < dueAt',
    'now <= dueAt',
  ]),
  ...because(
    'whoever was told has had it forgotten: to forget it once more does nothing',
    `${IDENTITY}/guest.ts`,
    ['this.#isDead', 'true'],
  ),
  ...because(
    'for the types: no arrow leads away from its end',
    `${IDENTITY}/guest.ts`,
    ["from === 'gone'", 'false'],
    ["'gone'", '""'],
  ),
  ...because('saves counting those who may be as many as they like', `${IDENTITY}/identities.ts`, [
    'plan.maxPerAddress === NEVER',
    'false',
  ]),
  ...because('for the types: whoever was found in the table has one', `${IDENTITY}/identities.ts`, [
    'this.#table?.forget',
    'this.#table.forget',
  ]),
  ...because(
    'for the types: who sends no beats leaves none out, and who learns nothing learns it from nothing',
    `${IDENTITY}/visits.ts`,
    ['false', 'true'],
    ["'gaps'", '""'],
  ),
  ...because(
    'a coarser wheel looks a tick later',
    `${IDENTITY}/table.ts`,
    ['{ tightestMs: plan.visits?.tightestMs ?? NEVER }', '{}'],
    ['plan.visits?.tightestMs ?? NEVER', 'plan.visits?.tightestMs && NEVER'],
  ),
  ...because('saves a challenge that would be over at once', `${IDENTITY}/table.ts`, [
    'guest.links.length < maxPerIdentity',
    'false',
  ]),
  ...because(
    'saves work where nobody listens',
    `${IDENTITY}/table.ts`,
    ['this.#feed.live', 'true'],
    ['changes.observed', 'true'],
  ),

  ...EXPLAINED_MACHINES,
]
