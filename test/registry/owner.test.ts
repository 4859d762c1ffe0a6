import { BehaviorSubject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import { pingPong } from '../../src/index.ts'
import { task } from '../../src/programs/task.ts'
import { lifeOf, type Owner, ownerOf } from '../../src/registry/owner.ts'
import { drain } from '../../src/supervisor/drain.ts'
import { Peer, peerServer, pong, testWorld } from '../support/world.ts'

/** What its life says, in order; `end` last. */
function told(owner: Owner | undefined): (boolean | string)[] {
  const said: (boolean | string)[] = []
  lifeOf(owner).subscribe({ next: (isAlive) => said.push(isAlive), complete: () => said.push('end') })
  return said
}

const SILENT = { everyMs: 100, timeoutMs: 100, misses: 3, protocol: pingPong }

describe('A registration can live as long as', () => {
  test('a connection, while it is alive or suspect, and again when it is back', async () => {
    const world = testWorld()
    const answers = peerServer(world.network, pong)
    const connection = world.supervisor.connect('p', world.toPeer(), { heartbeat: SILENT })
    const said = told(connection)
    await world.clock.advance(1_000)
    expect(said).toEqual([false, true])
    for (const peer of answers) peer.answer = () => undefined
    await world.clock.advance(300)
    expect([connection.phase, said]).toEqual(['suspect', [false, true]])
    await world.clock.advance(20_000)
    expect(said.slice(0, 4)).toEqual([false, true, false, true])
    void connection.stop()
    await world.clock.advance(5_000)
    expect(said.slice(-2)).toEqual([false, 'end'])
  })

  test('a task, until it has done its work', async () => {
    const world = testWorld()
    let finish = (_: string): void => {}
    const work = world.supervisor.run(
      'work',
      task(
        () =>
          new Promise<string>((resolve) => {
            finish = resolve
          }),
      ),
    )
    const said = told(work)
    await world.clock.advance(10)
    expect(said.at(-1)).toBe(true)
    finish('done')
    await world.clock.advance(10)
    expect(said.slice(-2)).toEqual([false, 'end'])
  })

  test('a listener, while it listens', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    const said = told(door)
    await world.clock.advance(1)
    expect(said).toEqual([false, true])
    void door.stop()
    await world.clock.advance(1)
    expect(said).toEqual([false, true, false, 'end'])
  })

  test('what is drained, until the first moment of the drain, its own or that of its supervisor', async () => {
    const world = testWorld()
    const door = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }))
    await world.clock.advance(1)
    const peer = new Peer()
    peer.link = world.network.host('peer').dial({ to: 'us:1' }).dial(peer)
    await world.clock.advance(10)
    const [accepted] = door.connections
    const said = [told(door), told(accepted)]
    expect(said).toEqual([[true], [true]])
    void drain(world.supervisor, { withinMs: 60_000, idleMs: 50_000 })
    expect(said).toEqual([
      [true, 'end'],
      [true, 'end'],
    ])
    // Who comes later finds it so.
    expect(told(door)).toEqual(['end'])
    expect(accepted?.phase).toBe('alive')
    void world.supervisor.stop()
    await world.clock.advance(5_000)
  })

  test('an abort signal that is not aborted', () => {
    const abort = new AbortController()
    const said = told(abort.signal)
    abort.abort()
    expect([said, told(abort.signal)]).toEqual([[true, 'end'], ['end']])
  })

  test('the last word of a stream is true, said once', () => {
    const life = new BehaviorSubject(true)
    const said = told(life)
    for (const word of [true, false, false, true]) life.next(word)
    life.complete()
    expect(said).toEqual([true, false, true, 'end'])
  })

  test('itself, where nothing is said', () => {
    expect(told(undefined)).toEqual([true])
  })
})

test('What has no life is refused', () => {
  // @ts-expect-error it is of no type that fits
  expect(() => lifeOf(Promise.resolve())).toThrow('while: expected a connection')
})

test('Only what is part of a tree has an id there', () => {
  const world = testWorld()
  const connection = world.supervisor.connect('p', world.toPeer(), { heartbeat: SILENT })
  expect(ownerOf(connection)).toBe('p')
  expect([ownerOf(undefined), ownerOf(AbortSignal.abort()), ownerOf(new BehaviorSubject(true))]).toEqual([
    null,
    null,
    null,
  ])
})
