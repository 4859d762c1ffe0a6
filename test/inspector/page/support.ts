/** Nodes, readings and events as the page has them, with only what a test is about said. */
import type { ShownNode } from '../../../src/inspector/model/node.ts'
import type { ShownEvent } from '../../../src/inspector/wire.ts'
import type { Phase } from '../../../src/machines/events.ts'
import type { Seen } from '../../../visualizations/inspector/src/connection/seen.ts'
import type { Reading } from '../../../visualizations/inspector/src/state.ts'
import { node as named } from './nodes.ts'

/** The moment that is looked at, in ms since the epoch. */
export const NOW = 1_800_000_000_000

export function node(more: Partial<ShownNode> = {}): ShownNode {
  return named('fleet/prices', {
    name: 'prices',
    since: NOW - 60_000,
    endpoint: 'tcp://127.0.0.1:7000',
    life: { is: 'up' },
    ...more,
  })
}

export function reading(more: Partial<Reading> = {}): Reading {
  return {
    id: 'fleet/prices',
    at: NOW,
    phase: 'alive',
    generation: 1,
    suspicion: 0,
    silentMs: 400,
    rttMs: null,
    misses: 0,
    missLimit: 3,
    isProven: true,
    counts: { frames: 0, beats: 0, misses: 0, reconnects: 0 },
    deadlines: [],
    ...more,
  }
}

export function seen(more: Partial<Seen> = {}): Seen {
  return { node: node(), at: NOW, reading: null, events: [], under: new Map(), ...more }
}

type PhaseEvent = Extract<ShownEvent, { kind: 'phase' }>

export function phase(at: number, from: Phase | null, to: Phase, more: Partial<PhaseEvent> = {}): PhaseEvent {
  return { v: 1, kind: 'phase', id: 'fleet/prices', at, from, to, ...more }
}

export function retry(at: number, attempt: number, delayMs: number): ShownEvent {
  return { v: 1, kind: 'retry', id: 'fleet/prices', at, attempt, delayMs }
}

export function stall(at: number, lostMs: number): ShownEvent {
  return { v: 1, kind: 'stall', at, lostMs }
}

export const SILENT = { kind: 'silent', by: 'peer' } as const
export const REFUSED = { kind: 'refused', by: 'peer', detail: 'ECONNREFUSED' } as const
