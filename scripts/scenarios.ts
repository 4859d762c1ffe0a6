/** `npm run scenarios`: every scenario in a virtual world and on real sockets, and whether both tell the same story. */
import { describeScenario } from '../src/testing/index.ts'
import { atOnce, type Compared, compared } from '../test/scenarios/support/compare.ts'
import type { Piece } from '../test/scenarios/support/piece.ts'
import { PIECES, STALLED } from '../test/scenarios/support/pieces.ts'
import { steadyStory } from '../test/scenarios/support/steady.ts'

/** So many at once: each has a process or two of its own. Those that block this process go one by one, when all others are over. */
const AT_ONCE = 10
const TROUBLES = 40

const all = [...PIECES, ...STALLED]
const began = performance.now()
let bad = 0

const unsteady: Piece[] = []
for (const piece of all) if ((await steadyStory(piece, TROUBLES)) === null) unsteady.push(piece)
console.log(
  `${all.length - unsteady.length} of ${all.length} are steady under ${TROUBLES} troubles each (${elapsed()})\n`,
)

const outcomes = atOnce(
  PIECES.map((piece) => () => compared(piece)),
  AT_ONCE,
)
for (const [index, piece] of PIECES.entries()) tell(piece, await outcomes[index])
for (const piece of STALLED) tell(piece, await compared(piece))
console.log(`\n${all.length - bad} of ${all.length} the same in both worlds (${elapsed()})`)
process.exitCode = bad + unsteady.length === 0 ? 0 : 1

function tell(piece: Piece, outcome: Compared | undefined): void {
  const { scenario, we, wire, peers, each } = piece
  if (outcome === undefined) return
  const { difference, slow, lateMs, story } = outcome
  const links = peers.length * each
  const who = `${wire === 'tcp' ? 'TCP' : 'WebSocket'}, ${we === 'dials' ? 'dialled' : 'accepted'}${links > 1 ? `, ${links} of them` : ''}`
  const [phases = []] = [...story.values()]
  const again = slow > 1 ? `, ${slow} times as slow` : ''
  const late = `${Math.max(0, Math.round(lateMs))} ms late${again}`
  console.log(`${difference === null ? 'same  ' : 'DIFFER'}  ${scenario.name} (${who}; ${late})`)
  console.log(`        ${phases.join(' → ')}`)
  if (difference === null) return
  bad += 1
  console.log(describeScenario(scenario).replace(/^/gm, '        '))
  console.log(`        ${difference}`)
}

function elapsed(): string {
  return `${((performance.now() - began) / 1_000).toFixed(1)} s`
}
