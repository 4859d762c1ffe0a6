/** What must hold of a supervisor of connections, whatever happens: fifteen sentences, each with its number. */

/** Their numbers. */
export type InvariantNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15

/** One thing that must hold. */
export interface Invariant {
  /** From 1 to 15; it does not change. */
  readonly number: InvariantNumber
  /** In two or three words, for reports. */
  readonly name: string
  /** What must hold, in a sentence. */
  readonly sentence: string
  /** Which part has to keep it. */
  readonly part: 'connection' | 'supervisor' | 'breaker' | 'registry'
  /** Whether that part is watched. What is not watched is counted as never checked. */
  readonly exists: boolean
  /** What of the sentence is about a part that is not watched; null where nothing is. */
  readonly missing: string | null
}

/** All fifteen, in the order of their numbers. */
export const INVARIANTS: readonly Invariant[] = Object.freeze([
  connection(1, 'one link', 'At most one live link per child and generation; while one is rotated, two.'),
  connection(2, 'stopped for good', 'After stop resolves, nothing can start the child again or emit for it.'),
  supervisor(
    3,
    'nothing left',
    'A stopped tree has no open link, no pending timer and no subscription left.',
  ),
  connection(
    4,
    'arrows',
    'Only arrows of the chart are ever seen; dead never reaches alive without connecting.',
  ),
  connection(
    5,
    'silence found',
    'A peer silent from t on is dead by t + the configured bound + one tick, if this process ran.',
  ),
  connection(6, 'stalls are ours', 'Time in which this process did not run is never charged to the peer.'),
  connection(
    7,
    'bytes refute',
    'Any inbound bytes on the current link refute suspicion; bytes of an older link never do.',
  ),
  connection(
    8,
    'back-off',
    'Every back-off delay lies inside its envelope; only who asked, a success of a sibling at the same endpoint or ' +
      'the turn of a canary may end one earlier.',
  ),
  connection(
    9,
    'stable first',
    'Attempts start over only after a stable alive time; open-then-drop escalates.',
  ),
  supervisor(
    10,
    'intensity',
    'Restarts in any window never exceed the intensity, per child and per supervisor apart; orderly ends are not counted.',
  ),
  supervisor(
    11,
    'order and scope',
    'Children start as declared and stop in the reverse, dynamic ones together; none begins or dials anew while what it ' +
      'stands in stops; strategies touch exactly their scope; temporary children never restart.',
  ),
  supervisor(12, 'escalation', 'Escalation ends, and is reported once, with the chain of causes.'),
  Object.freeze({
    number: 13,
    name: 'breaker',
    sentence:
      'An open breaker passes nothing; half-open passes at most its probes; it closes only by a success seen in half-open.',
    part: 'breaker',
    exists: true,
    missing: null,
  }),
  Object.freeze({
    number: 14,
    name: 'nothing dead advertised',
    sentence: 'Nothing dead is advertised; a lost lease is known here before another can hold it.',
    part: 'registry',
    exists: true,
    missing: null,
  }),
  supervisor(
    15,
    'recovery',
    'Once faults stop, every child that is neither stopped nor failed is alive within its bound; ' +
      'attempts in any 100 ms stay under the budget.',
  ),
])

function connection(number: InvariantNumber, name: string, sentence: string): Invariant {
  return Object.freeze({ number, name, sentence, part: 'connection', exists: true, missing: null })
}

function supervisor(number: InvariantNumber, name: string, sentence: string): Invariant {
  return Object.freeze({ number, name, sentence, part: 'supervisor', exists: true, missing: null })
}
