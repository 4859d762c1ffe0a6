/** 11: strategies touch exactly their scope, and temporary children never restart. */
import type { Member } from './family.ts'
import type { Watcher, WatcherOf } from './watcher.ts'

export const inScope: WatcherOf = ({ ledger, family, facts }): Watcher => {
  /** Those that lived, and were not asked to begin again. */
  const lived = new Set<string>()
  const ended = (member: Member): void => {
    member.isDoomed = false
    lived.add(member.id)
  }
  const begins = (member: Member): void => {
    const others = family
      .childrenOf(member.of)
      .filter((one) => one !== member && one.isDoomed && !one.isAsked && one.isUp)
    if (!member.isAsked) {
      const [first] = others
      ledger.expect(11, first === undefined, member.id, () => `was started before ${first?.id} was gone`)
    }
    const isTemporary = facts.child(member.id)?.restart === 'temporary'
    const isAgain = isTemporary && lived.has(member.id) && !member.isAsked
    ledger.expect(11, !isAgain, member.id, () => 'is temporary, and was started again')
    member.isDoomed = false
  }
  const stops = (member: Member): void => {
    const line = family.lineOf(member)
    const isReasoned = line.some(
      (one, n) =>
        one.isAsked ||
        one.isDoomed ||
        (n > 0 && (!one.isRunning || facts.supervisor(one.id)?.mayShutDown === true)),
    )
    const mayShutDown = member.kind === 'supervisor' && facts.supervisor(member.id)?.mayShutDown === true
    ledger.expect(11, isReasoned || mayShutDown, member.id, () => 'was stopped, and nobody had asked for it')
  }
  return {
    event(event) {
      if (!('id' in event)) return
      const member = family.get(event.id)
      if (member === undefined) return
      switch (event.kind) {
        case 'added':
          lived.delete(event.id)
          return
        case 'restart': {
          const isTemporary = facts.child(event.id)?.restart === 'temporary'
          ledger.expect(11, !isTemporary, event.id, () => 'is temporary, and is to be started again')
          doom(member)
          return
        }
        case 'supervisor':
          if (event.phase === 'running') {
            begins(member)
            for (const child of family.childrenOf(event.id)) {
              child.isDoomed = false
              lived.delete(child.id)
            }
          } else if (event.phase === 'stopping') stops(member)
          else if (event.phase === 'stopped' || event.phase === 'failed') ended(member)
          return
        case 'closed':
          return ended(member)
        case 'phase':
          if (event.from === null) begins(member)
          else if (event.event === 'stop') stops(member)
          if (event.to === 'stopped' || event.to === 'failed') ended(member)
      }
    },
    asked(id) {
      lived.delete(id)
    },
  }

  function doom(failed: Member): void {
    const strategy = facts.supervisor(failed.of)?.strategy ?? 'one_for_one'
    if (strategy === 'one_for_one') return
    const siblings = family.childrenOf(failed.of)
    const scope = strategy === 'one_for_all' ? siblings : siblings.slice(siblings.indexOf(failed))
    for (const one of scope) if (one.isUp) one.isDoomed = true
  }
}
