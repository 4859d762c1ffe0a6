/** Looks at what goes over one connection, for as long as somebody does. */
import { Connection } from '../../supervisor/handle.ts'
import type { Supervisor } from '../../supervisor/supervisor.ts'
import type { Payload } from '../../transport/transport.ts'
import { findIn } from '../find.ts'
import type { FramePlan } from '../options.ts'
import type { ShownFrame } from '../wire.ts'
import { shownFrame } from './shown-frame.ts'
import { TappedLink } from './tapped-link.ts'
import { TappedSorter } from './tapped-sorter.ts'

/** Frames of one batch; those beyond are counted, and not looked at. */
export const MOST_FRAMES = 200

type Traffic = Connection['session']['traffic']

export class FrameTap {
  readonly #id: string
  readonly #supervisor: Supervisor
  readonly #plan: FramePlan
  readonly #passed: () => void
  #frames: ShownFrame[] = []
  #left = 0
  /** Where it sits. */
  #traffic: Traffic | null = null
  #sorter: TappedSorter | null = null
  #link: TappedLink | null = null
  /** Heartbeats that we send, and their wire forms. */
  #beats: ReadonlyMap<Payload, Payload> = new Map()

  /** @param passed called with each frame. */
  constructor(id: string, supervisor: Supervisor, plan: FramePlan, passed: () => void) {
    this.#id = id
    this.#supervisor = supervisor
    this.#plan = plan
    this.#passed = passed
    this.refresh()
  }

  /** The connection may have another link, another session, or be another one: it is sat down beside again. */
  refresh(): void {
    const kept = findIn(this.#supervisor, this.#id)?.kept
    const session = kept instanceof Connection ? kept.session : null
    if (session?.traffic !== this.#traffic) this.leave()
    if (session === null) return
    const { traffic, vitals } = session
    this.#traffic = traffic
    this.#beats = vitals.parts[0].wire
    const { link, sorter } = traffic
    if (sorter === null || sorter !== this.#sorter) {
      this.#sorter = new TappedSorter(sorter, (isBeat, data) => this.#note('in', isBeat, data))
      traffic.sorter = this.#sorter
    }
    if (link !== null && link !== this.#link) {
      this.#link = new TappedLink(link, (encoded, payload) => this.#sent(encoded, payload))
      traffic.link = this.#link
    }
  }

  /** Everything is as it was. */
  leave(): void {
    const traffic = this.#traffic
    if (traffic === null) return
    if (this.#sorter !== null && traffic.sorter === this.#sorter) traffic.sorter = this.#sorter.inner
    if (this.#link !== null && traffic.link === this.#link) traffic.link = this.#link.inner
    this.#traffic = this.#sorter = this.#link = null
  }

  /** What has gone by since it was asked last; null for nothing. */
  take(): { readonly frames: readonly ShownFrame[]; readonly left: number } | null {
    if (this.#frames.length === 0) return null
    const taken = { frames: this.#frames, left: this.#left }
    this.#frames = []
    this.#left = 0
    return taken
  }

  /** Heartbeats are encoded once for all connections that were told the same. */
  #sent(encoded: Payload, payload: Payload): void {
    for (const [beat, wire] of this.#beats) {
      if (wire === encoded) return this.#note('out', true, beat)
    }
    this.#note('out', false, payload)
  }

  #note(way: 'in' | 'out', isBeat: boolean, payload: Payload): void {
    if (this.#frames.length >= MOST_FRAMES) {
      this.#left += 1
      return
    }
    const at = Math.round(this.#supervisor.world.clock.wall())
    this.#frames.push(shownFrame({ id: this.#id, at, way, isBeat, payload }, this.#plan))
    this.#passed()
  }
}
