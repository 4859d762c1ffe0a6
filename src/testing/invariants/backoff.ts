/** 8: every delay lies inside its envelope, and is ended early only by who asked, by a sibling that got through, or as a canary. */
import type { Backoff } from '../../machines/backoff.ts'
import type { LinkRecord, Story } from './story.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

interface Wait {
  readonly since: number
  /** What had happened by then, counted: more than one thing happens within a millisecond. */
  readonly order: number
  readonly until: number
  /** Others waited for the same endpoint in this time: then it may have been a canary. */
  hadCompany: boolean
}

export const delaysInEnvelope: WatcherOf = (scene): Watcher => {
  const { ledger } = scene
  const waits = new Map<Story, Wait>()
  const previous = new Map<Story, number>()
  /** What was the latest link to an endpoint that passed, counted: were heard, or opened where nobody is asked anything. */
  const passedAt = new Map<string, number>()
  let order = 0
  const passed = (link: LinkRecord | null): void => {
    const endpoint = link?.endpoint ?? null
    order += 1
    if (endpoint !== null) passedAt.set(endpoint, order)
  }
  return {
    retry(story, { attempt, delayMs }) {
      const now = scene.now
      const company = [...waits].filter(([other]) => other !== story && isTogether(other, story))
      for (const [, each] of company) each.hadCompany = true
      waits.set(story, { since: now, order, until: now + delayMs, hadCompany: company.length > 0 })
      if (story.facts === null) return
      const before = attempt === 1 ? 0 : (previous.get(story) ?? 0)
      previous.set(story, delayMs)
      const [lowest, highest] = envelopeOf(story.facts.backoff, attempt, before)
      ledger.expect(
        8,
        delayMs >= lowest && delayMs <= highest,
        story.id,
        () => `waits ${delayMs} ms at attempt ${attempt}, expected ${lowest} to ${highest}`,
      )
    },
    phase(story, { from, to, event }) {
      if (from === null) previous.delete(story)
      // Its handshake may have taken until now.
      if (to === 'alive' && event === 'link.opened') passed(story.link)
      const wait = waits.get(story)
      if (from !== 'backoff' || wait === undefined) return
      waits.delete(story)
      // One that leads to several endpoints goes on to the next one at once.
      if (to !== 'connecting' || event === 'link.replaced' || story.isRouted) return
      const isEarly = scene.now < wait.until
      const may = !isEarly || (event === 'retry' && mayGoEarly(story, wait, passedAt))
      ledger.expect(8, may, story.id, () => `dialled ${wait.until - scene.now} ms before its delay was over`)
    },
    opened(_, link) {
      passed(link)
    },
    // Before its owner is told: whoever waits may be let go by that.
    hears(_, link) {
      passed(link)
    },
    event(event) {
      if (event.kind !== 'restart') return
      const delays = scene.facts.child(event.id)?.delays
      if (delays === undefined) return
      const may = event.delayMs >= 0 && event.delayMs <= delays.maxMs
      ledger.expect(8, may, event.id, () => `waits ${event.delayMs} ms to be started again`)
    },
  }
}

/** The shortest and the longest delay there may be: reckoned here once more, or a wrong reckoning would agree with itself. */
function envelopeOf(backoff: Backoff, attempt: number, previousMs: number): readonly [number, number] {
  const ceiling = Math.min(backoff.maxMs, backoff.firstMs * backoff.factor ** (attempt - 1))
  switch (backoff.jitter) {
    case 'none':
      return [Math.floor(ceiling), Math.floor(ceiling)]
    case 'full':
      return [0, Math.ceil(ceiling)]
    case 'equal':
      return [Math.floor(ceiling / 2), Math.ceil(ceiling)]
    case 'decorrelated': {
      const highest = Math.max(backoff.firstMs, 3 * previousMs)
      return [
        Math.floor(Math.min(backoff.firstMs, backoff.maxMs)),
        Math.ceil(Math.min(backoff.maxMs, highest)),
      ]
    }
  }
}

function mayGoEarly(story: Story, wait: Wait, passedAt: ReadonlyMap<string, number>): boolean {
  if (story.retryAskedAt >= wait.since || story.endpoint === null) return true
  if ((passedAt.get(story.endpoint) ?? 0) > wait.order) return true
  return story.facts?.isUsual === true && wait.hadCompany
}

/** Whether both may wait for the same endpoint. */
function isTogether(one: Story, other: Story): boolean {
  return [...one.endpoints].some((endpoint) => other.endpoints.has(endpoint))
}
