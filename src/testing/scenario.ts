/** A failure scenario: what goes wrong when, as plain data that survives JSON. */
import type { Hardship } from './hardship.ts'

/** What the user of a connection does in a scenario. */
export type Act =
  | { readonly kind: 'send'; readonly connection: string; readonly text: string }
  | { readonly kind: 'stop' | 'stop now' | 'retry' | 'pause' | 'resume'; readonly connection: string }

/** One line of a scenario. Times in ms from its start. */
export type ScenarioStep =
  /** Without `forMs` it lasts to the end of the scenario, when everything is cured. */
  | { readonly atMs: number; readonly inflict: Hardship; readonly forMs?: number }
  | { readonly atMs: number; readonly act: Act }

/** What goes wrong, and when: made by `scenario`, drawn by `randomScenario`, or read from a file by `readScenario`. */
export interface Scenario {
  /** The version of this form. */
  readonly v: 1
  /** For people. */
  readonly name: string
  /** In order of their times; those of the same time happen in this order. */
  readonly steps: readonly ScenarioStep[]
  /** How long it takes as a whole, in ms; at least the time of the last step. */
  readonly lastsMs: number
}
