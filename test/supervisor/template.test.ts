import { describe, expect, test } from 'vitest'
import { Connection, OptionError, type SuperviseOptions } from '../../src/index.ts'
import { task } from '../../src/programs/task.ts'
import { type TemplateOptions, template } from '../../src/supervisor/template.ts'
import { testWorld } from '../support/world.ts'
import { FakeLink, FakeListener, FakeTransport } from './fakes.ts'

function withTemplate(options: TemplateOptions = {}, settings: SuperviseOptions = {}) {
  const world = testWorld(settings)
  const dialled = new Map<string, FakeTransport>()
  const devices = template(
    world.supervisor,
    'devices',
    (key, supervisor) => {
      const transport = new FakeTransport((dial) => {
        if (key.startsWith('broken')) throw new Error(`bug ${dial}`)
        return new FakeLink()
      })
      dialled.set(key, transport)
      return supervisor.connect(key, transport, { backoff: { attempts: 1 } })
    },
    options,
  )
  return { ...world, devices, dialled }
}

describe('A template', () => {
  test('makes children alike, finds and counts them, and calls them by its own name and their keys', async () => {
    const { clock, devices, supervisor } = withTemplate()
    const first = devices.start('a')
    const second = devices.start('b')
    await clock.advance(0)
    expect([first.id, first.phase, second.id]).toEqual(['devices/a', 'alive', 'devices/b'])
    expect(devices.children).toEqual([first, second])
    expect([devices.size, devices.find('b'), devices.find('c')]).toEqual([2, second, undefined])
    expect(supervisor.children).toEqual([devices.supervisor])
    expect(devices.supervisor.id).toBe('devices')
  })

  test('keeps the kind of what it makes', () => {
    const { supervisor } = testWorld()
    const doors = template(supervisor, 'doors', (key, inner) => inner.listen(key, new FakeListener(key)))
    expect(doors.start('door').endpoint).toBe('door')
    expect(doors.find('door')?.endpoint).toBe('door')
  })

  test('has no part in what somebody else gave its supervisor', () => {
    const { devices } = withTemplate()
    const first = devices.start('a')
    devices.supervisor.listen('door', new FakeListener('door'))
    expect(devices.children).toEqual([first])
    expect(devices.find('door')).toBe(undefined)
  })

  test('runs programs as well, each forgotten once it has finished', async () => {
    const { clock, supervisor, events } = testWorld()
    const jobs = template(supervisor, 'jobs', (key, inner) =>
      inner.run(
        key,
        task(async () => `${key} done`),
      ),
    )
    const job = jobs.start('resize')
    await clock.advance(10)
    expect(await job.result).toBe('resize done')
    await clock.advance(10)
    expect([jobs.size, job.finished]).toEqual([0, true])
    expect(events.filter(({ kind }) => kind === 'removed')).toMatchObject([{ id: 'jobs/resize' }])
  })

  test('forgets a child that has ended by itself, and its key is free', async () => {
    const { clock, devices, dialled, events } = withTemplate()
    const first = devices.start('a')
    await clock.advance(0)
    dialled.get('a')?.links[0]?.owner?.ended({ kind: 'eof', by: 'peer' })
    await clock.advance(0)
    expect(first.phase).toBe('failed')
    expect([devices.size, devices.find('a'), devices.children]).toEqual([0, undefined, []])
    expect(events.at(-1)).toMatchObject({ kind: 'removed', id: 'devices/a' })
    const second = devices.start('a')
    await clock.advance(0)
    expect(second).not.toBe(first)
    expect([second.phase, devices.find('a')]).toEqual(['alive', second])
  })

  test('keeps a child that will be started again, and forgets it once it is given up', async () => {
    const { clock, devices, events } = withTemplate({ intensity: { restarts: 1 }, restartDelayMs: 10 })
    const child = devices.start('broken')
    await clock.advance(5)
    expect([child.phase, devices.find('broken')]).toEqual(['failed', child])
    await clock.advance(10)
    await child.ended()
    expect([child.restarts, devices.size]).toEqual([1, 0])
    expect(events.slice(-3).map(({ kind }) => kind)).toEqual(['gave-up', 'summary', 'removed'])
  })

  test('stops one child and forgets it; a key that nobody has is no trouble', async () => {
    const { clock, devices, events } = withTemplate()
    const child = devices.start('a')
    await clock.advance(0)
    expect(await devices.stop('a')).toBe(true)
    expect([child.phase, devices.size]).toEqual(['stopped', 0])
    expect(events.filter(({ kind }) => kind === 'removed')).toHaveLength(1)
    expect(await devices.stop('a')).toBe(false)
    await devices.start('b').stop()
    expect(devices.size).toBe(0)
  })

  test('has no more children than it may, until one has gone', async () => {
    const { clock, devices, dialled } = withTemplate({ maxChildren: 2 })
    devices.start('a')
    devices.start('b')
    const refused = expect.objectContaining({
      option: 'maxChildren',
      message: expect.stringContaining('devices has 2 children'),
    })
    expect(() => devices.start('c')).toThrow(refused)
    expect(dialled.has('c')).toBe(false)
    await clock.advance(0)
    await devices.stop('a')
    devices.start('c')
    expect(devices.children.map(({ id }) => id)).toEqual(['devices/b', 'devices/c'])
  })

  test('refuses a key that is taken, and what was made under another name', () => {
    const { devices, supervisor } = withTemplate()
    devices.start('a')
    expect(() => devices.start('a')).toThrow(expect.objectContaining({ option: 'id' }))
    const wrong = template(supervisor, 'wrong', (_, inner) => inner.connect('x', new FakeTransport()))
    expect(() => wrong.start('y')).toThrow(expect.objectContaining({ option: 'make' }))
    const other = template(supervisor, 'other', (key, inner) => {
      inner.connect(key, new FakeTransport())
      return inner.connect(`${key}2`, new FakeTransport())
    })
    expect(() => other.start('y')).toThrow(expect.objectContaining({ option: 'make' }))
  })

  test('passes on what making throws, and has one child less for it', () => {
    const { supervisor } = testWorld()
    const broken = template(supervisor, 'broken', (): Connection => {
      throw new Error('no such device')
    })
    expect(() => broken.start('a')).toThrow('no such device')
    expect(broken.size).toBe(0)
  })

  test.each([
    { situation: 'a limit of none', option: 'maxChildren', options: { maxChildren: 0 } },
    { situation: 'an option nobody knows', option: 'maxChilds', options: { maxChilds: 1 } },
    { situation: 'a strategy that needs an order', option: 'strategy', options: { strategy: 'one_for_all' } },
    { situation: 'options that are none', option: 'template', options: 5 },
    { situation: 'to be told what it is', option: 'strategy', options: { dynamic: false } },
    { situation: 'a delay below zero', option: 'restartDelayMs', options: { restartDelayMs: -1 } },
    {
      situation: 'a wrong word for its supervisor',
      option: 'restart',
      options: { own: { restart: 'never' } },
    },
  ])('refuses $situation, and declares nothing', ({ option, options }) => {
    const { supervisor } = testWorld()
    const make = (): Connection => supervisor.connect('a', new FakeTransport())
    expect(() => Reflect.apply(template, null, [supervisor, 'devices', make, options])).toThrow(
      expect.objectContaining({ option: expect.stringContaining(option) }),
    )
    for (const none of ['make', undefined]) {
      expect(() => Reflect.apply(template, null, [supervisor, 'devices', none])).toThrow(
        new OptionError('make', `expected a function, got ${none}`),
      )
    }
    expect(supervisor.children).toEqual([])
  })
})

describe('The children of a template', () => {
  test('stop together, thousands of them without holding the event loop', async () => {
    const { clock, devices, supervisor } = withTemplate()
    for (let n = 0; n < 3_000; n += 1) devices.start(`d${n}`)
    await clock.advance(0)
    expect(devices.size).toBe(3_000)
    const stopped = devices.supervisor.stop()
    await clock.advance(5_000)
    await stopped
    expect(supervisor.connections).toEqual([])
    expect(devices.size).toBe(0)
    expect(() => devices.start('late')).toThrow(expect.objectContaining({ option: 'id' }))
  })

  test('are kept when their user restarts them, those that would be forgotten with their end included', async () => {
    const { clock, devices, supervisor, events } = withTemplate()
    const under = devices.supervisor
    const before = under.connect('once', new FakeTransport(() => new FakeLink()), { restart: 'temporary' })
    await clock.advance(0)
    const restarted = under.restart('once')
    await clock.advance(0)
    const after = await restarted
    expect([before.phase, after.phase, after === before]).toEqual(['stopped', 'alive', false])
    expect(under.find('once')).toBe(after)
    expect(events.filter(({ kind }) => kind === 'removed')).toEqual([])
    void supervisor.stop()
    await clock.advance(0)
    await supervisor.ended
    expect(after.phase).toBe('stopped')
  })

  test('are forgotten all the same when a stop overrules a restart', async () => {
    const { clock, devices } = withTemplate()
    const child = devices.start('a')
    await clock.advance(0)
    void devices.supervisor.restart('a')
    void child.stop()
    await clock.advance(0)
    expect([child.phase, devices.size]).toEqual(['stopped', 0])
  })

  test('start again with their supervisor when that gave up', async () => {
    const { clock, supervisor } = testWorld()
    const devices = template(
      supervisor,
      'devices',
      (key, inner) => {
        const transport = new FakeTransport((dial) => {
          if (key === 'flapping' && dial === 1) throw new Error('bug')
          return new FakeLink()
        })
        return inner.connect(key, transport, { intensity: { restarts: 9 } })
      },
      { intensity: { restarts: 0 }, own: { restartDelayMs: 100 } },
    )
    const steady = devices.start('steady')
    await clock.advance(0)
    const flapping = devices.start('flapping')
    await clock.advance(50)
    expect([steady.phase, devices.supervisor.phase]).toEqual(['stopped', 'failed'])
    expect(devices.children).toEqual([steady, flapping])
    await clock.advance(50)
    expect([steady.phase, flapping.phase, devices.supervisor.phase]).toEqual(['alive', 'alive', 'running'])
    expect(devices.find('flapping')).toBe(flapping)
  })

  test('may be started again once their supervisor was, in its place', async () => {
    const { clock, devices, supervisor } = withTemplate()
    const before = devices.supervisor
    await before.stop()
    supervisor.start('devices')
    expect(devices.supervisor).not.toBe(before)
    const child = devices.start('a')
    await clock.advance(0)
    expect([child.phase, devices.size]).toEqual(['alive', 1])
    expect(child).toBeInstanceOf(Connection)
  })

  test('are of no template that was removed', async () => {
    const { devices, supervisor } = withTemplate()
    await supervisor.remove('devices')
    expect(() => devices.size).toThrow(expect.objectContaining({ option: 'id' }))
  })
})
