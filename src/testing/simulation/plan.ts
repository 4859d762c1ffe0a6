/** A simulated world as plain data: who is there, what befalls them, round by round. Running it again is the same run. */
import type { BackoffOptions } from '../../machines/backoff.ts'
import type { StrategyName } from '../../supervisor/strategy.ts'
import type { Hardship } from '../hardship.ts'
import type { Act } from '../scenario.ts'
import type { SimulatedCaller, SimulatedRegistry } from './plan-parts.ts'

/** How the program of a peer behaves: as it should, or one of the ways in which they misbehave. */
export type Manner =
  /** Answers pings, and beats where that is expected of it. */
  | 'answers'
  /** Takes links and reads them, and never says a word. */
  | 'silent'
  /** Takes links, and closes them at once. */
  | 'drops'
  /** Answers three seconds late. */
  | 'slow'
  /** Answers, and sends news that nobody asked for. */
  | 'chatty'

export const MANNERS: readonly Manner[] = ['answers', 'silent', 'drops', 'slow', 'chatty']

/** What users do to what they keep, besides the acts of a scenario; and what goes wrong in programs. */
export type SimulatedAct =
  | Act
  | {
      readonly kind: 'start' | 'restart' | 'remove' | 'declare' | 'probe' | 'rotate' | 'change'
      readonly connection: string
    }
  /** Code of the user's own throws: at once, and the next times that it dials or runs. */
  | { readonly kind: 'bug'; readonly connection: string; readonly times: number }
  | { readonly kind: 'manners'; readonly host: string; readonly manner: Manner }
  /** From now on the program of a peer says no to such a share of what it is asked, from 0 to 1. */
  | { readonly kind: 'errors'; readonly host: string; readonly share: number }

/** One line of a round. Times in ms from its start; those of the same time happen in their order. */
export type SimulationStep =
  | { readonly atMs: number; readonly inflict: Hardship; readonly forMs?: number }
  | { readonly atMs: number; readonly act: SimulatedAct }

/** A phase of hardship; then everything is cured, and everybody has to recover. */
export interface Round {
  /** How long hardship goes on, in ms of the simulated clock. */
  readonly lastsMs: number
  /** In order of their times. */
  readonly steps: readonly SimulationStep[]
}

/** A host with a program that is dialled, on port 7373 by those who ask, on port 7374 by those who only listen. */
export interface SimulatedPeer {
  /** Its name. */
  readonly host: string
  /** How its program behaves at first; an act of kind `manners` changes it. */
  readonly manner: Manner
}

/** A host with programs that dial a listener of ours, and dial again when they have lost it. */
export interface SimulatedClients {
  /** Its name. */
  readonly host: string
  /** That of the listener they dial. */
  readonly port: number
  /** How many programs there are. */
  readonly count: number
  /** How often each says something. */
  readonly everyMs: number
}

/** What holds for any child. */
export interface AsSimulatedChild {
  /** Unique among its siblings. */
  readonly name: string
  /** After which ends it is started again. */
  readonly restart: 'permanent' | 'transient' | 'temporary'
  /** At most so many restarts of its own `withinMs`. */
  readonly restarts: number
  /** The window in which its own restarts are counted, in ms. */
  readonly withinMs: number
  /** How long each restart is put off, in ms. */
  readonly restartDelayMs: number
  /** Whether too many restarts of its own bring its supervisor down; otherwise it is given up alone. */
  readonly escalates: boolean
}

/** When silence is judged. */
export interface SimulatedBeat {
  /** The interval of its heartbeat, in ms. */
  readonly everyMs: number
  /** How late a sign of life may be before it is a miss, in ms. */
  readonly timeoutMs: number
  /** So many in a row are a verdict. */
  readonly misses: number
  /** Who judges. */
  readonly detector: 'fixed' | 'phi' | 'adaptive'
}

/** A connection that we dial. */
export interface SimulatedConnection extends AsSimulatedChild {
  /** What it is. */
  readonly kind: 'connection'
  /** Hosts, in order of preference: with more than one it fails over. */
  readonly to: readonly string[]
  /** Whether it sends pings, or only listens for beats. */
  readonly asks: boolean
  /** Its heartbeat. */
  readonly beat: SimulatedBeat
  /** Null for the default delays. */
  readonly backoff: Pick<BackoffOptions, 'firstMs' | 'factor' | 'maxMs' | 'jitter' | 'stableMs'> | null
  /** How long a dial may take, in ms. */
  readonly connectTimeoutMs: number
  /** How long an orderly close may take, in ms. */
  readonly closeTimeoutMs: number
  /** Null where its links are not replaced. */
  readonly rotateEveryMs: number | null
  /** Whether it greets its peer at each link, before it is alive. */
  readonly greets: boolean
}

export interface SimulatedTask extends AsSimulatedChild {
  /** What it is. */
  readonly kind: 'task'
  /** How often it beats, and when it is hung. */
  readonly beat: SimulatedBeat
}

export interface SimulatedListener extends AsSimulatedChild {
  /** What it is. */
  readonly kind: 'listener'
  /** Where it listens, on our host. */
  readonly port: number
  /** The heartbeat of those it accepts. */
  readonly beat: SimulatedBeat
}

export interface SimulatedSupervisor extends AsSimulatedChild {
  /** What it is. */
  readonly kind: 'supervisor'
  /** Who is restarted with a child that fails. */
  readonly strategy: StrategyName
  /** Whether its children come and go: a template. */
  readonly dynamic: boolean
  /** How many restarts of all its children together {@link allWithinMs} may hold. */
  readonly allRestarts: number
  /** The window in which restarts of all its children are counted, in ms. */
  readonly allWithinMs: number
  /** In the order of their declaration. */
  readonly children: readonly SimulatedChild[]
}

/** Whatever our supervisor keeps. */
export type SimulatedChild = SimulatedConnection | SimulatedTask | SimulatedListener | SimulatedSupervisor

/** All of it. */
export interface SimulationPlan {
  /** The version of this form. */
  readonly v: 1
  /** Where chance inside the world comes from: jitter, and how long trips take. */
  readonly seed: number
  /** How long one trip takes: between this and twice as much, in ms. */
  readonly latencyMs: number
  /** The budget of dials. Null: dials are not shared. */
  readonly dials: { readonly perSecond: number; readonly burst: number; readonly canaryMs: number } | null
  /** Who is dialled. */
  readonly peers: readonly SimulatedPeer[]
  /** Who dials us. */
  readonly clients: readonly SimulatedClients[]
  /** What our supervisor keeps, in the order of their declaration. */
  readonly children: readonly SimulatedChild[]
  /** Who calls peers through breakers. Default: nobody. */
  readonly callers?: readonly SimulatedCaller[]
  /** Where the fleet is registered. Default: nowhere. */
  readonly registry?: SimulatedRegistry
  /** Hardship and recovery, one after the other. */
  readonly rounds: readonly Round[]
}

/** Ports of peers. */
export const ASKED_PORT = 7_373
export const BEATING_PORT = 7_374
/** Where our supervisor runs. */
export const US = 'us'
/** How promises settle between tasks: no chain of ours is longer, and a whole turn of the event loop is ten times as dear. */
export const SETTLING = { settleJobs: 10 } as const
