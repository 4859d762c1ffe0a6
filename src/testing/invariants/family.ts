/** The tree as its feed tells of it: who was declared under whom, in which order, and who is up. */
import type { ChildKind, FeedEvent } from '../../supervisor/feed.ts'

export interface Member {
  readonly id: string
  /** The supervisor it was declared under. */
  readonly of: string
  readonly kind: ChildKind
  /** A life of it has begun and is not over. */
  isUp: boolean
  /** It was said to be started again, and was not yet. */
  isAwaited: boolean
  /** A sibling that failed takes it down: until it has ended, or began again. */
  isDoomed: boolean
  /** Of a supervisor: it starts and restarts children. */
  isRunning: boolean
  /** Its user did something to it in this life. */
  isAsked: boolean
}

export class Family {
  readonly root: Member
  readonly #members = new Map<string, Member>()
  readonly #children = new Map<string, Member[]>()

  constructor(root: string) {
    this.root = {
      id: root,
      of: '',
      kind: 'supervisor',
      isUp: true,
      isAwaited: false,
      isDoomed: false,
      isRunning: true,
      isAsked: false,
    }
    this.#members.set(root, this.root)
  }

  get(id: string): Member | undefined {
    return this.#members.get(id)
  }

  /** In the order of their declaration. */
  childrenOf(id: string): readonly Member[] {
    return this.#children.get(id) ?? []
  }

  /** Itself, and everybody it stands under, innermost first. */
  lineOf(member: Member): readonly Member[] {
    const parent = this.#members.get(member.of)
    return parent === undefined ? [member] : [member, ...this.lineOf(parent)]
  }

  told(event: FeedEvent): void {
    switch (event.kind) {
      case 'added':
        return this.#add(event.id, event.of, event.child)
      case 'removed':
        return this.#remove(event.id)
      case 'phase':
        return this.#set(event.id, event.to !== 'stopped' && event.to !== 'failed', event.from === null)
      case 'supervisor':
        return this.#supervisor(event.id, event.phase)
      case 'restart':
        return this.#awaited(event.id, true)
      case 'gave-up':
        return this.#awaited(event.id, false)
      case 'listening':
        return this.#set(event.id, true, false)
      case 'closed':
        return this.#set(event.id, false, false)
    }
  }

  asked(id: string): void {
    for (const member of this.#members.values()) {
      if (member.id !== id && !member.id.startsWith(`${id}/`)) continue
      member.isAsked = true
      member.isAwaited = false
    }
  }

  /** Everybody there is. */
  get members(): Iterable<Member> {
    return this.#members.values()
  }

  #awaited(id: string, isAwaited: boolean): void {
    const member = this.#members.get(id)
    if (member !== undefined) member.isAwaited = isAwaited
  }

  #add(id: string, of: string, kind: ChildKind): void {
    this.#remove(id)
    const member = {
      id,
      of,
      kind,
      isUp: false,
      isAwaited: false,
      isDoomed: false,
      isRunning: kind === 'supervisor',
      isAsked: false,
    }
    this.#members.set(id, member)
    this.#children.set(of, [...this.childrenOf(of), member])
  }

  #remove(id: string): void {
    const member = this.#members.get(id)
    if (member === undefined) return
    for (const child of this.childrenOf(id)) this.#remove(child.id)
    this.#members.delete(id)
    this.#children.set(
      member.of,
      this.childrenOf(member.of).filter((one) => one !== member),
    )
  }

  #set(id: string, isUp: boolean, begins: boolean): void {
    const member = this.#members.get(id)
    if (member === undefined) return
    member.isUp = isUp
    if (begins) member.isAsked = member.isAwaited = false
  }

  #supervisor(id: string, phase: string): void {
    const member = this.#members.get(id)
    if (member === undefined) return
    member.isUp = phase !== 'stopped' && phase !== 'failed'
    member.isRunning = phase === 'running'
    if (member.isRunning) member.isAsked = member.isAwaited = false
    if (!member.isRunning) for (const child of this.childrenOf(id)) child.isAwaited = false
  }
}
