/** What came of a scenario: which phases each connection went through, and of what it died. */
import type { FeedEvent } from '../../../src/index.ts'

/** Of each connection its phases, in order; `dead` with its cause, as in `dead timeout of connect`. */
export type Story = ReadonlyMap<string, readonly string[]>

/** Accepted connections are called by the order in which they came: their ids have ports in them. */
export function storyOf(events: readonly FeedEvent[]): Story {
  const names = new Map<string, string>()
  const story = new Map<string, string[]>()
  let accepted = 0
  for (const event of events) {
    if (event.kind !== 'phase') continue
    let name = names.get(event.id)
    if (name === undefined) {
      name = event.peer === undefined ? event.id : `accepted ${++accepted}`
      names.set(event.id, name)
      story.set(name, [])
    }
    const of = event.cause !== undefined && 'of' in event.cause ? ` of ${event.cause.of}` : ''
    story.get(name)?.push(event.to === 'dead' ? `dead ${event.cause?.kind}${of}` : event.to)
  }
  return story
}

/**
 * Where two stories differ, as a sentence; null where they do not. Two things may be otherwise in one of them:
 *
 * - A suspicion that recovered may be missing: a machine may have been busy, or not.
 * - Where a process was killed, or a link reset, `reset` and `eof` are the same: the kernel of the killed one sends the one if
 *   something was unread, else the other; and Node tells of a reset right behind bytes as of an end.
 *
 * Of several connections to one endpoint it is chance which one tries it for all, so their stories are compared as a bag:
 * those whose names differ in their last number alone.
 */
export function differenceBetween(one: Story, other: Story, { broken }: { broken: boolean }): string | null {
  const [ones, others] = [herds(one, broken), herds(other, broken)]
  for (const name of new Set([...ones.keys(), ...others.keys()])) {
    const [a, b] = [ones, others].map((stories) => (stories.get(name) ?? ['nothing']).join('; '))
    if (a !== b) return `${name} went through ${a} in one world, through ${b} in the other`
  }
  return null
}

/** Of each peer the stories of its connections, in an order of their own; accepted ones come in an order that counts. */
function herds(story: Story, broken: boolean): Map<string, string[]> {
  const stories = new Map<string, string[]>()
  for (const [name, phases] of story) {
    const herd = name.replace(/-\d+$/, '')
    const told = plain(phases, broken).join(' → ')
    stories.set(herd, [...(stories.get(herd) ?? []), told].sort())
  }
  return stories
}

function plain(phases: readonly string[], broken: boolean): string[] {
  const kept: string[] = []
  for (const phase of phases) {
    const isRecovered = phase === 'alive' && kept.at(-1) === 'suspect'
    // What it was before, it is again.
    if (isRecovered) kept.pop()
    else kept.push(broken && (phase === 'dead eof' || phase === 'dead reset') ? 'dead eof or reset' : phase)
  }
  return kept
}
