import { describe, expect, test } from 'vitest'
import { act } from '../../../src/inspector/act/act.ts'
import type { ActName } from '../../../src/inspector/wire.ts'
import { FakeListener, FakeTransport } from '../../supervisor/fakes.ts'
import { testWorld } from '../../support/world.ts'

const ALL: readonly ActName[] = ['stop', 'restart', 'reconnect']

function grown() {
  const world = testWorld({ name: 'fleet' })
  const { supervisor } = world
  const edge = supervisor.supervise('edge')
  const prices = edge.connect('prices', new FakeTransport())
  const listener = new FakeListener()
  const door = supervisor.listen('door', listener)
  listener.owner?.listening(listener.endpoint)
  listener.visit('a')
  const run = (what: ActName, id: string, allowed = ALL) => act(supervisor, allowed, what, id)
  return { ...world, prices, door, run }
}

describe('What may not be done is not done', () => {
  test.each(ALL)('%s, where the program does not allow it', async (what) => {
    const { run, prices } = grown()
    const others = ALL.filter((other) => other !== what)
    expect(await run(what, 'edge/prices', others)).toBe(
      `this program does not allow to ${what} anything from here`,
    )
    expect([prices.phase, prices.generation]).toEqual(['alive', 1])
  })

  test.each(ALL)('%s of what is not there (any more)', async (what) => {
    expect(await grown().run(what, 'gone')).toBe('it is not in the tree any more')
  })

  test.each<[ActName, string, string]>([
    ['restart', 'fleet', 'nobody is above it'],
    ['restart', 'fake://here#1', 'only its peer can dial again'],
    ['reconnect', 'fake://here#1', 'only its peer can dial again'],
    ['reconnect', 'door', 'only a connection'],
    ['reconnect', 'edge', 'only a connection'],
  ])('%s of %s, which means nothing', async (what, id, why) => {
    expect(await grown().run(what, id)).toContain(why)
  })

  test('what a supervisor refuses is told in its words', async () => {
    const { supervisor, run, clock } = grown()
    void supervisor.stop()
    await clock.advance(10_000)
    expect(await run('restart', 'edge/prices')).toMatch(/has stopped and takes no more children/)
  })
})

describe('What may be done is done when it is said to be', () => {
  test('stop: a connection, an accepted one, a listener, a supervisor, and the whole', async () => {
    const { supervisor, clock, run, prices, door } = grown()
    const done: (string | null)[] = []
    for (const id of ['edge/prices', 'fake://here#1', 'door', 'edge', 'fleet']) {
      const doing = run('stop', id).then((error) => done.push(error))
      await clock.advance(5_000)
      await doing
    }
    expect(done).toEqual([null, null, null, null, null])
    expect([prices.phase, door.phase, supervisor.phase]).toEqual(['stopped', 'closed', 'stopped'])
  })

  test('restart: another life, through its own supervisor', async () => {
    const { clock, run, events } = grown()
    await clock.advance(5)
    const doing = run('restart', 'edge/prices')
    await clock.advance(5_000)
    expect(await doing).toBeNull()
    const phases = events.flatMap((event) =>
      event.kind === 'phase' && event.id === 'edge/prices' ? [event.to] : [],
    )
    expect(phases.slice(-4)).toEqual(['dead', 'stopped', 'connecting', 'alive'])
  })
})
