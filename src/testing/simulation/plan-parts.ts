/** What a simulated world may have besides its fleet, as plain data: callers behind breakers, and a registry. */

/** When a breaker in front of calls opens, and what closes it. */
export interface SimulatedBreaker {
  /** Whether it heeds the life of the connection; else the results of calls decide alone. */
  readonly heeds: boolean
  /** So many failures in a row open it; null: however many. */
  readonly failures: number | null
  /** The share of failures that opens it, from 0 to 1; null: none does. */
  readonly share: number | null
  /** The calls that the share is of: those of so long, in ms. */
  readonly withinMs: number
  /** With fewer calls in that time their share says nothing. */
  readonly minCalls: number
  /** How many calls half-open passes. */
  readonly probes: number
  /** A probe that has no result for so long has failed, in ms. */
  readonly probeTimeoutMs: number
  /** The first open time, in ms. */
  readonly openMs: number
  /** The longest open time, in ms. */
  readonly longestMs: number
}

/** A program of ours that asks the peer something over a connection of the fleet, through a breaker. */
export interface SimulatedCaller {
  /** The id of the connection. */
  readonly connection: string
  /** What stands in front of its calls. */
  readonly breaker: SimulatedBreaker
  /** How often it calls on average, in ms. */
  readonly everyMs: number
  /** At most so many calls at once. */
  readonly atOnce: number
  /** A call that has no answer for so long has failed, in ms. */
  readonly timeoutMs: number
  /** The share of calls that are called off before there is an answer, from 0 to 1. */
  readonly calledOff: number
}

/** Something of the fleet that is registered for as long as it lives. */
export interface SimulatedRegistration {
  /** The id of a connection, or of a task. */
  readonly of: string
  /** How long the registry believes in it without hearing of us, in ms. */
  readonly ttlMs: number
}

/** A registry on a host of its own, `registry`, and on another one, `elsewhere`, a program that watches it. */
export interface SimulatedRegistry {
  /** Whether its data outlive a crash. */
  readonly keepsData: boolean
  /** What we register there. */
  readonly registrations: readonly SimulatedRegistration[]
  /** The program elsewhere wants the same names by turns, for so long each, in ms; null: it only watches. */
  readonly rival: { readonly wantsMs: number; readonly restsMs: number } | null
}

/** Where the registry runs, and who watches it. */
export const REGISTRY = 'registry'
export const ELSEWHERE = 'elsewhere'
/** The port of the registry. */
export const REGISTRY_PORT = 7_375
/** What all are instances of. */
export const SERVICE = 'fleet'
