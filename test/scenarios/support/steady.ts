/**
 * Whether what comes of a piece hangs on milliseconds. Two worlds can only be compared by scenarios of which it does not: a
 * real machine is never on time. So a piece is played under many small troubles, and must come to the same story each time.
 */
import { seededRandom } from '../../../src/index.ts'
import type { Scenario, ScenarioStep } from '../../../src/testing/index.ts'
import type { Piece } from './piece.ts'
import { differenceBetween, type Story } from './story.ts'
import { playVirtually } from './virtual.ts'

/** As late as a step may be; and so is a process of ours, or a peer, when it is not run for a while. */
const LATE_MS = 150
/** How long a program may take to start. */
const RESTART_MS = 900

/** The story, or null where it is not the same under each of so many `troubles`. */
export async function steadyStory(piece: Piece, troubles: number): Promise<Story | null> {
  const story = await playVirtually(piece)
  for (let seed = 1; seed <= troubles; seed += 1) {
    const latencyMs = 1 + (seed % 4) * 8
    const troubled = { ...piece, scenario: trouble(piece, seed) }
    const other = await playVirtually(troubled, { seed, latencyMs })
    if (differenceBetween(story, other, { broken: breaks(piece.scenario) }) !== null) return null
  }
  return story
}

/** Whether a process is killed in it, or a link reset. */
export function breaks({ steps }: Scenario): boolean {
  return steps.some((step) => {
    if (!('inflict' in step)) return false
    const { kind } = step.inflict
    return kind === 'crash' || kind === 'reset' || kind === 'frames'
  })
}

/** The scenario with everything a little later, as it may be, and everybody stalled for a moment now and then. */
function trouble({ scenario, peers }: Piece, seed: number): Scenario {
  const random = seededRandom(seed)
  const some = (ms: number): number => Math.floor(random() * ms)
  // In their order, and by the same where they belong together.
  const lateMs = some(LATE_MS)
  const steps = scenario.steps.map((step): ScenarioStep => {
    const atMs = step.atMs + lateMs
    if ('act' in step) return { ...step, atMs }
    if (step.forMs === undefined) return { ...step, atMs }
    const moreMs = step.inflict.kind === 'crash' ? some(RESTART_MS) : some(LATE_MS) - LATE_MS / 2
    return { ...step, atMs, forMs: Math.max(1, step.forMs + moreMs) }
  })
  for (let time = some(300); time < scenario.lastsMs; time += 400 + some(300)) {
    const host = ['us', ...peers][some(peers.length + 1)] ?? 'us'
    steps.push({ atMs: time, inflict: { kind: 'stall', host, ms: some(LATE_MS) } })
  }
  steps.sort((a, b) => a.atMs - b.atMs)
  return { ...scenario, v: 1, name: scenario.name, steps, lastsMs: scenario.lastsMs + LATE_MS }
}
