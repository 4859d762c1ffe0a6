/** What is counted as the feed tells it. */
import type { Attributes, Histogram, Meter } from '@opentelemetry/api'
import type { Phase } from '../machines/events.ts'
import type { FeedEvent } from '../supervisor/feed.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'
import type { FeedCause } from '../transport/transport.ts'
import type { Figures } from './figures.ts'
import { DETECTION } from './instruments.ts'
import { originOfId, originOfListener } from './origin.ts'
import type { TreeFigures } from './tree-figures.ts'

type PhaseEvent = Extract<FeedEvent, { kind: 'phase' }>

export class FeedFigures {
  readonly #supervisor: Supervisor
  readonly #figures: Figures
  readonly #tree: TreeFigures
  readonly #constant: Attributes
  readonly #addresses: boolean
  readonly #detection: Histogram

  constructor(
    supervisor: Supervisor,
    figures: Figures,
    tree: TreeFigures,
    meter: Meter,
    constant: Attributes,
    addresses: boolean,
  ) {
    this.#supervisor = supervisor
    this.#figures = figures
    this.#tree = tree
    this.#constant = constant
    this.#addresses = addresses
    const { name, unit, description, boundaries } = DETECTION
    const advice = { explicitBucketBoundaries: [...boundaries] }
    this.#detection = meter.createHistogram(name, { unit, description, advice })
  }

  tell(event: FeedEvent): void {
    const figures = this.#figures
    switch (event.kind) {
      case 'phase':
        return this.#phase(event)
      case 'rotating':
        return figures.add('dials', 1, this.#of(event))
      case 'rotated':
        return figures.add('rotations', 1, { 'pulsetree.outcome': 'done', ...this.#of(event) })
      case 'not-rotated':
        return figures.add('rotations', 1, {
          'pulsetree.outcome': errorType(event.cause),
          ...this.#of(event),
        })
      case 'rejected':
        return figures.add('rejections', 1, originOfListener(event.endpoint, this.#addresses))
      case 'dropped':
        return figures.add('dropped', event.frames, this.#of(event))
      case 'stale':
        return figures.add('staleness', 1, this.#of(event))
      case 'restart':
        return figures.add('restarts', 1, { 'error.type': errorType(event.cause) })
      case 'gave-up':
        return figures.add('giveUps', 1, { 'pulsetree.of': event.of })
      case 'doubt':
        return figures.add('doubts', 1)
      case 'summary':
        return this.#tree.ended(event)
      default:
    }
  }

  #phase(event: PhaseEvent): void {
    const { from, to, cause, detectionMs } = event
    const origin = this.#of(event)
    if (to === 'connecting') {
      const isAccepted = origin['pulsetree.side'] === 'accepted'
      this.#figures.add(isAccepted ? 'accepts' : 'dials', 1, origin)
    }
    if (ENDS.has(to) && from !== 'dead' && from !== 'backoff') {
      const type = cause === undefined ? '_OTHER' : errorType(cause)
      this.#figures.add('deaths', 1, { 'error.type': type, ...origin })
    }
    if (detectionMs !== undefined) {
      this.#detection.record(detectionMs / 1_000, { ...origin, ...this.#constant })
    }
  }

  #of({ id }: { readonly id: string }): Attributes {
    return originOfId(this.#supervisor, id, this.#addresses)
  }
}

/** Of a link, where the phase before had one. */
const ENDS: ReadonlySet<Phase> = new Set<Phase>(['dead', 'stopped', 'failed'])

/** One of a few words: what timed out is part of it. */
function errorType(cause: FeedCause): string {
  return cause.kind === 'timeout' ? `timeout.${cause.of}` : cause.kind
}
