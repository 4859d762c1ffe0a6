import { describe, expect, test } from 'vitest'
import * as page from '../../src/browser.ts'
import { type SuperviseOptions, type Supervisor, supervise } from '../../src/index.ts'
import { change } from '../../src/supervisor/change.ts'
import { drain } from '../../src/supervisor/drain.ts'
import { FlatSupervisor } from '../../src/supervisor/flat.ts'
import { template } from '../../src/supervisor/template.ts'
import * as tree from '../../src/supervisor/tree/index.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { FakeListener, FakeTransport } from './fakes.ts'

/** What it has in common with the whole supervisor stands in both.test.ts. */
describe('What a supervisor of pages does not have', () => {
  /** Typed as whoever compiles without the condition `browser` has it: then the compiler warns of nothing. */
  const { fleet }: { fleet: Supervisor } = Object.assign(JSON.parse('{}'), { fleet: page.supervise() })

  test.each<[string, () => unknown]>([
    ['listen', () => fleet.listen('door', new FakeListener())],
    ['supervise', () => fleet.supervise('edge')],
    ['run', () => fleet.run('task', { name: 'x', kind: 'x', encode: String, dial: never, prepare: never })],
    ['start', () => fleet.start('a')],
    ['restart', () => fleet.restart('a')],
    ['supervisor', () => tree.treeOf(fleet)],
    ['supervisor', () => tree.healthOf(fleet)],
    ['supervisor', () => change(fleet, 'a', { restart: 'temporary' })],
    ['supervise', () => template(fleet, 'many', () => fleet.connect('a', new FakeTransport()))],
  ])('is refused, %s for one, and says what to import', (option, call) => {
    expect(call).toThrow(expect.objectContaining({ name: 'OptionError', option }))
    expect(call).toThrow("import { supervise } from 'pulsetree/tree'")
  })

  test('cannot be drained, and says what can', async () => {
    const drained = drain(fleet, { withinMs: 0 })
    await expect(drained).rejects.toMatchObject({ name: 'OptionError', option: 'target' })
    await expect(drained).rejects.toThrow('pulsetree/tree')
  })

  test.each<[keyof SuperviseOptions, SuperviseOptions]>([
    ['restartBackoff', { restartBackoff: {} }],
    ['autoShutdown', { autoShutdown: 'never' }],
    ['dynamic', { dynamic: true }],
    ['strategy', { strategy: 'rest_for_one' }],
  ])('is no option of it, but of the whole one: %s', (option, options) => {
    const given: object = options
    const make = () => page.supervise(given)
    expect(make).toThrow(expect.objectContaining({ name: 'OptionError', option }))
    expect(make).toThrow("import { supervise } from 'pulsetree/tree'")
    expect(() => tree.supervise(options)).not.toThrow()
  })

  test.each([
    { shutdownMs: 5 },
    { intensity: {} },
    { restartDelayMs: 5 },
    { restartBackoff: {} },
    { whenGivenUp: 'keep' },
    { significant: false },
  ])('is no option of its connections: %j', async (options) => {
    await using supervisor = page.supervise({ clock: virtualClock() })
    const given: object = options
    const [option] = Object.keys(options)
    const connect = () => supervisor.connect('a', new FakeTransport(), given)
    expect(connect).toThrow(expect.objectContaining({ name: 'OptionError', option }))
    expect(connect).toThrow("import { supervise } from 'pulsetree/tree'")
    expect(supervisor.children).toEqual([])
  })
})

test('In a page the class of that name is what `supervise` makes, and the whole one is that of the tree', () => {
  expect(page.supervise()).toBeInstanceOf(page.Supervisor)
  expect(page.Supervisor).toBe(FlatSupervisor)
  expect(tree.supervise).toBe(supervise)
  expect(tree.supervise()).toBeInstanceOf(tree.Supervisor)
})

function never(): never {
  throw new Error('nobody asks')
}
