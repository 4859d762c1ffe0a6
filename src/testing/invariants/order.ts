/** 11: children start as declared and stop in the exact reverse, each gone before the next; none dials anew meanwhile. */
import type { Phase } from '../../machines/events.ts'
import type { FeedEvent } from '../../supervisor/feed.ts'
import type { Member } from './family.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const inOrder: WatcherOf = ({ ledger, family, facts, stories }): Watcher => {
  /** Of each supervisor that starts its children, or some of them again: who has begun since then. */
  const rounds = new Map<string, Set<string>>()
  const begins = (member: Member): void => {
    const round = rounds.get(member.of)
    if (round === undefined || member.isAsked || round.has(member.id)) return
    const after = laterThan(member)
    const overtaken = after.find(({ id, kind }) => round.has(id) && kind !== 'listener')
    round.add(member.id)
    ledger.expect(11, overtaken === undefined, member.id, () => `was started after ${overtaken?.id}`)
  }
  const stops = (member: Member): void => {
    const parent = family.get(member.of)
    if (parent === undefined || member.isAsked || facts.supervisor(parent.id)?.isDynamic !== false) return
    // Of a group that starts again whoever was started by its user meanwhile is left alone.
    const waiting = laterThan(member).find(
      (one) => !one.isAsked && (!parent.isRunning || one.isDoomed) && isThere(one),
    )
    ledger.expect(11, waiting === undefined, member.id, () => `was stopped before ${waiting?.id} was gone`)
  }
  /** While what it stands in stops, whoever has not been told to yet goes on, but nothing of it begins. */
  const beginsNothing = (member: Member, what: string): void => {
    const [, ...above] = family.lineOf(member)
    const ending = above.find(({ isRunning }) => !isRunning)
    ledger.expect(11, ending === undefined, member.id, () => `${what} while ${ending?.id} was stopping`)
  }
  /** Who waits to dial again has nothing to close, and ends as soon as what it stands in begins to stop. */
  const endsEarly = (member: Member, from: Phase | null): boolean =>
    from === 'backoff' && family.lineOf(member).some(({ isRunning }, n) => n > 0 && !isRunning)
  return {
    event(event: FeedEvent) {
      if (event.kind === 'rotating') {
        const member = family.get(event.id)
        if (member !== undefined) beginsNothing(member, 'dialled another link')
      }
      if (event.kind === 'restart') {
        const member = family.get(event.id)
        if (member === undefined) return
        beginsNothing(member, 'was to be started again')
        const isAlone = (facts.supervisor(member.of)?.strategy ?? 'one_for_one') === 'one_for_one'
        // Its next start has its own time.
        if (isAlone) rounds.get(member.of)?.add(event.id)
        else rounds.set(member.of, new Set())
      }
      if (event.kind === 'supervisor') {
        const member = family.get(event.id)
        if (event.phase === 'running') {
          rounds.set(event.id, new Set())
          if (member !== undefined) begins(member)
        } else if (event.phase === 'stopping' && member !== undefined) stops(member)
      }
      if (event.kind !== 'phase') return
      const member = family.get(event.id)
      if (member === undefined) return
      if (event.from === null) {
        beginsNothing(member, 'began')
        begins(member)
      } else if (event.event === 'backoff.elapsed' || event.event === 'retry') {
        beginsNothing(member, 'dialled again')
      } else if (event.event === 'stop' && !endsEarly(member, event.from)) stops(member)
    },
  }

  function laterThan(member: Member): readonly Member[] {
    const siblings = family.childrenOf(member.of)
    return siblings.slice(siblings.indexOf(member) + 1)
  }

  /** Whether anything is left of it, a link included. */
  function isThere({ id, isUp }: Member): boolean {
    return isUp || (stories.get(id)?.open.length ?? 0) > 0
  }
}
