/** Whoever hears the feed from the beginning knows the tree, and never has to look at it. */
import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../src/index.ts'
import { template } from '../../../src/supervisor/template.ts'
import type { SupervisorNode } from '../../../src/supervisor/tree/nodes.ts'
import { treeOf } from '../../../src/supervisor/tree/tree.ts'
import { testWorld } from '../../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from '../fakes.ts'

/** What a follower knows of one child. */
interface Known {
  readonly kind: string
  readonly of: string
  phase: string
  restarts: number
  lives: number
}

/** One more life: those that start again with a sibling have no event of a restart. */
function begins(known: Known | undefined): void {
  if (known === undefined) return
  known.restarts = Math.max(known.restarts, known.lives)
  known.lives += 1
}

/** Knows the tree by its feed alone. */
class Follower {
  readonly children = new Map<string, Known>()
  /** By the listener that accepted them. */
  readonly accepted = new Map<string, string>()
  readonly #listeners = new Map<string, string>()

  hear(event: FeedEvent): void {
    if (!('id' in event)) return
    const { id } = event
    const known = this.children.get(id)
    switch (event.kind) {
      case 'added': {
        const first = { listener: 'opening', supervisor: 'running' }
        const phase =
          event.child === 'listener' || event.child === 'supervisor' ? first[event.child] : 'connecting'
        this.children.set(id, { kind: event.child, of: event.of, phase, restarts: 0, lives: 0 })
        return
      }
      case 'removed':
        for (const name of this.children.keys())
          if (name === id || name.startsWith(`${id}/`)) this.children.delete(name)
        return
      case 'phase':
        if (event.from === null) begins(known)
        if (known !== undefined) known.phase = event.to
        else this.accepted.set(id, event.to)
        return
      case 'supervisor':
        if (event.phase === 'running') begins(known)
        if (known !== undefined) known.phase = event.phase
        return
      case 'listening':
        if (known !== undefined) known.phase = 'listening'
        this.#listeners.set(event.endpoint, id)
        return
      case 'closed':
        if (known !== undefined) known.phase = event.cause.kind === 'cancelled' ? 'closed' : 'failed'
        return
      case 'restart':
        if (known !== undefined) known.restarts = event.restarts
        return
      case 'summary':
        this.accepted.delete(id)
    }
  }

  get lines(): string[] {
    const children = [...this.children].map(
      ([id, { kind, of, phase, restarts }]) => `${of} > ${id}: ${kind}, ${phase}, ${restarts}`,
    )
    return [...children, ...[...this.accepted].map(([id, phase]) => `${id}: accepted, ${phase}`)].sort()
  }
}

/** The same, by looking. */
function linesOf(supervisor: SupervisorNode): string[] {
  return supervisor.children
    .flatMap((node) => {
      const line = `${supervisor.id} > ${node.id}: ${node.kind}, ${node.phase}, ${node.restarts}`
      if (node.kind === 'supervisor') return [line, ...linesOf(node)]
      const accepted = node.kind === 'listener' ? (node.accepted ?? []) : []
      return [line, ...accepted.map(({ id, phase }) => `${id}: accepted, ${phase}`)]
    })
    .sort()
}

test('The feed tells the whole tree, at every step of its life', async () => {
  const { supervisor, clock } = testWorld({ name: 'fleet', restartDelayMs: 100 })
  const follower = new Follower()
  supervisor.feed$.subscribe((event) => follower.hear(event))
  let looks = 0
  const look = (): void => {
    looks += 1
    expect(follower.lines).toEqual(linesOf(treeOf(supervisor, { accepted: true })))
  }
  const crashes = (times: number): FakeTransport =>
    new FakeTransport((dial) => {
      if (dial <= times) throw new Error('a bug')
      return new FakeLink()
    })

  supervisor.connect('prices', new FakeTransport())
  const listener = new FakeListener()
  const door = supervisor.listen('door', listener)
  const edge = supervisor.supervise('edge', { strategy: 'one_for_all', restartDelayMs: 100 })
  edge.connect('calm', new FakeTransport())
  look()
  listener.owner?.listening(listener.endpoint)
  const link = listener.visit('peer')
  listener.visit('another')
  await clock.advance(1)
  look()
  edge.connect('broken', crashes(1))
  look()
  await clock.advance(50)
  look()
  await clock.advance(100)
  look()
  link?.owner?.ended({ kind: 'eof', by: 'peer' })
  look()
  await clock.advance(1)
  look()

  const devices = template(supervisor, 'devices', (key, inner) => inner.connect(key, new FakeTransport()))
  for (const key of ['a', 'b', 'c']) devices.start(key)
  await clock.advance(1)
  look()
  await devices.stop('b')
  look()
  edge.connect('hopeless', crashes(9))
  const phases = new Set<string | undefined>()
  // It takes its siblings down, and they come back with it, until their supervisor gives up as well.
  for (let n = 0; n < 20; n += 1) {
    await clock.advance(50)
    phases.add(follower.children.get('edge')?.phase)
    look()
  }
  expect(phases).toContain('failed')
  expect(follower.children.get('edge')?.restarts).toBeGreaterThan(0)
  await supervisor.remove('edge')
  look()
  await door.stop()
  look()
  const removed = supervisor.remove('devices')
  await clock.advance(100)
  await removed
  look()
  await supervisor.stop()
  look()
  expect(looks).toBe(33)
})
