import { describe, expect, test } from 'vitest'
import { oneForAll } from '../../src/supervisor/strategies.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { FakeCrew } from './support/fake-child.ts'

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `c${n}`)

describe('Children', () => {
  test('that are declared before their supervisor begins start with it, in order', () => {
    const crew = new FakeCrew()
    crew.add('a')
    crew.add('b')
    expect(crew.heard()).toEqual([])
    crew.children.beginAll()
    expect(crew.heard()).toEqual(['begin a', 'begin b'])
  })

  test('that are declared later start at once', () => {
    const crew = new FakeCrew()
    crew.begun('a')
    crew.add('b')
    expect(crew.heard()).toEqual(['begin b'])
    expect(crew.children.size).toBe(2)
  })

  test('whose first start throws leave nothing behind', async () => {
    const crew = new FakeCrew()
    crew.children.beginAll()
    crew.onTell = (what) => {
      if (what === 'begin a') throw new Error('no')
    }
    expect(() => crew.add('a')).toThrow('no')
    expect([crew.children.size, crew.clock.pending]).toEqual([0, 0])
  })

  test('fail at their start, and that is a crash: they are started again', async () => {
    const crew = new FakeCrew()
    crew.add('a').bugs.push('throws', 'fails')
    crew.children.beginAll()
    expect(crew.heard()).toEqual(['begin a', 'restarting a in 100', 'restart a in 100'])
    await crew.clock.advance(200)
    expect(crew.entry('a').isUp).toBe(true)
    expect(crew.entry('a').child.restarts).toBe(2)
    expect(crew.clock.pending).toBe(0)
  })

  test('that were told of their restart and are stopped by whoever hears of it are let go, once', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    crew.onTell = (what) => {
      if (what.startsWith('restart a')) void a?.stop()
    }
    a?.crash()
    await crew.clock.advance(1_000)
    expect(a).toMatchObject({ lives: 1, finished: 1 })
    expect(crew.clock.pending).toBe(0)
  })

  test('that were given up and are started by whoever hears of it live', () => {
    const crew = new FakeCrew({ defaults: { intensity: { restarts: 0, withinMs: 10 } } })
    const [a] = crew.begun('a')
    crew.onTell = (what) => {
      if (what === 'gave up a') void crew.children.restart(crew.entry('a'))
    }
    a?.crash()
    expect(a).toMatchObject({ lives: 2, finished: 0, isUp: true })
    expect(crew.entry('a').state).toBe('up')
  })
})

describe('That they will be stopped', () => {
  const begun = (crew: FakeCrew, ...names: string[]) =>
    crew
      .begun(...names)
      .map((child) => Object.assign(child, { resign: () => crew.tell(`resign ${child.id}`) }))

  test('is told to all that are up, the last one first; lives go on, and none begins', async () => {
    const crew = new FakeCrew()
    const [a, , c] = begun(crew, 'a', 'b', 'c')
    a?.crash()
    crew.heard()
    let isThrough = false
    crew.children.resign(() => {
      isThrough = true
    })
    expect([crew.heard(), isThrough, crew.children.isRunning]).toEqual([
      ['resign c', 'resign b'],
      true,
      false,
    ])
    c?.crash()
    await crew.clock.advance(1_000)
    expect(crew.heard()).toEqual(['down c'])
    expect(crew.clock.pending).toBe(0)
  })

  test('is told to thousands in slices, and before any is halted', async () => {
    const clock = virtualClock()
    const crew = new FakeCrew({ clock })
    begun(crew, ...ids(100))
    // Each takes a millisecond.
    clock.now = () => crew.said.length
    crew.children.stopAll(false)
    expect(crew.said.length).toBeLessThan(100)
    while (crew.said.at(-1) !== 'gone') await clock.runNext()
    const said = crew.heard()
    expect(said.slice(0, 101)).toEqual([
      ...ids(100)
        .reverse()
        .map((id) => `resign ${id}`),
      'halt c99',
    ])
    expect([said.at(-1), clock.pending]).toEqual(['gone', 0])
  })
})

describe('The end of an old life', () => {
  test('is nobody’s any more when another child has come in its place', async () => {
    const crew = new FakeCrew()
    const [old] = crew.begun('a')
    if (old === undefined) throw new Error('a child')
    await old.stop()
    crew.children.start(crew.entry('a'))
    crew.heard()
    crew.children.settled(old)
    expect(crew.heard()).toEqual([])
    expect(crew.entry('a').isUp).toBe(true)
  })
})

describe('A child that was forgotten', () => {
  test('ends without anybody minding', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    crew.children.remove(crew.entry('a'))
    a?.crash()
    expect(crew.heard()).toEqual(['down a'])
    expect(crew.clock.pending).toBe(0)
  })

  test('takes nobody along who has come under its name', () => {
    const crew = new FakeCrew()
    crew.begun('a')
    const old = crew.entry('a')
    crew.children.remove(old)
    const young = crew.add('a')
    crew.children.remove(old)
    expect(crew.entry('a').child).toBe(young)
  })
})

describe('A supervisor that stops', () => {
  test('before any of its children began has nobody to wait for', () => {
    const crew = new FakeCrew()
    crew.add('a')
    crew.children.stopAll(false)
    expect(crew.heard()).toEqual(['gone'])
  })

  test('because of a child whose start throws then is done with it', async () => {
    const crew = new FakeCrew()
    crew.add('a').bugs.push('throws')
    crew.onTell = (what) => {
      if (what !== 'begin a') return
      crew.isEnding = true
      crew.children.stopAll(false)
    }
    crew.children.beginAll()
    await crew.clock.advance(1_000)
    expect(crew.heard()).toEqual(['begin a', 'halt a', 'finish a', 'gone'])
  })
})

describe('Asked by its user', () => {
  test('to stop, a child has the time that its supervisor would give it', async () => {
    const crew = new FakeCrew()
    crew.children.beginAll()
    const child = crew.add('a', { shutdownMs: 30, manners: 'never' })
    void child.stop()
    await crew.clock.advance(29)
    expect(child.finished).toBe(0)
    await crew.clock.advance(1)
    expect(child.finished).toBe(1)
    expect(crew.children.killed).toEqual(['a'])
  })

  test('to stop before it ever began, it is let go', async () => {
    const crew = new FakeCrew()
    const child = crew.add('a')
    await child.stop()
    expect(child).toMatchObject({ lives: 0, finished: 1 })
    crew.children.beginAll()
    expect(child.lives).toBe(0)
  })

  test('to start again, it begins as soon as it is gone; twice is once', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    if (a === undefined) throw new Error('a child')
    a.manners = 10
    const restarted = [crew.children.restart(crew.entry('a')), crew.children.restart(crew.entry('a'))]
    await crew.clock.advance(10)
    await Promise.all(restarted)
    expect(crew.heard()).toEqual(['halt a', 'down a', 'begin a'])
  })

  test('to start again and then to stop, it stops', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    if (a === undefined) throw new Error('a child')
    a.manners = 10
    const restarted = crew.children.restart(crew.entry('a'))
    const stopped = a.stop()
    await crew.clock.advance(10)
    await Promise.all([restarted, stopped])
    expect(a).toMatchObject({ lives: 1, finished: 1 })
    expect(crew.entry('a').child).toBe(a)
  })

  test('to stop and then to start again, another one begins', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a')
    if (a === undefined) throw new Error('a child')
    a.manners = 10
    const stopped = a.stop()
    const restarted = crew.children.restart(crew.entry('a'))
    await crew.clock.advance(10)
    await Promise.all([restarted, stopped])
    expect(a).toMatchObject({ lives: 1, finished: 1 })
    expect(crew.entry('a')).toMatchObject({ state: 'up', child: { lives: 1, restarts: 1 } })
  })

  test('to start again while its supervisor ends, it does not', async () => {
    const crew = new FakeCrew({ strategy: oneForAll })
    const [a] = crew.begun('a')
    if (a === undefined) throw new Error('a child')
    a.manners = 10
    const restarted = crew.children.restart(crew.entry('a'))
    crew.isEnding = true
    crew.children.stopAll(false)
    await crew.clock.advance(10)
    await restarted
    expect(crew.heard()).toEqual(['halt a', 'down a', 'finish a', 'gone'])
    crew.children.start(crew.entry('a'))
    expect(crew.entry('a').child).toBe(a)
  })

  test('to start while its supervisor waits to be started, another one is made that starts with the others', async () => {
    const crew = new FakeCrew()
    const [a] = crew.begun('a', 'b')
    await a?.stop()
    crew.children.stopAll(false)
    crew.children.start(crew.entry('a'))
    expect(crew.entry('a').state).toBe('declared')
    crew.heard()
    crew.children.beginAll()
    expect(crew.heard()).toEqual(['begin a', 'begin b'])
  })
})

describe('Starting all again', () => {
  test('starts whoever had ended by itself or was given up, but nobody whom its user stopped', async () => {
    const crew = new FakeCrew({ defaults: { intensity: { restarts: 0, withinMs: 10 } } })
    const [done, hopeless, stopped] = crew.begun('done', 'hopeless', 'stopped')
    done?.end()
    hopeless?.crash()
    void stopped?.stop()
    crew.add('brief', { restart: 'temporary' }).end()
    crew.add('port', { once: true }).end()
    crew.children.stopAll(false)
    crew.heard()
    crew.children.beginAll()
    expect(crew.heard()).toEqual(['begin done', 'begin hopeless', 'begin brief'])
    expect(crew.entry('hopeless').isGivenUp).toBe(false)
  })

  test('counts from nothing: restarts before are forgotten, and kills', async () => {
    const crew = new FakeCrew({ defaults: { intensity: { restarts: 1, withinMs: 1_000 } } })
    crew.children.beginAll()
    const child = crew.add('a', { shutdownMs: 10, manners: 'never' })
    child.crash()
    await crew.clock.advance(100)
    crew.children.stopAll(false)
    await crew.clock.advance(10)
    expect(crew.children.killed).toEqual(['a'])
    crew.children.beginAll()
    expect(crew.children.killed).toEqual([])
    child.crash()
    expect(crew.said).not.toContain('gave up a')
  })

  test('ten thousand lets the event loop turn in between, and a stop meanwhile ends it', async () => {
    const inner = virtualClock()
    const crew = new FakeCrew({ clock: inner })
    for (const id of ids(10_000)) crew.add(id)
    const begun = (): number => crew.said.filter((what) => what.startsWith('begin')).length
    inner.now = () => crew.said.length
    crew.children.beginAll()
    const first = begun()
    expect(first).toBeLessThan(100)
    await inner.runNext()
    expect(begun()).toBeGreaterThan(first)
    crew.isEnding = true
    crew.children.stopAll(true)
    const atStop = begun()
    await inner.runAll()
    expect(begun()).toBe(atStop)
    expect(crew.said.at(-1)).toBe('gone')
  })
})

test('What one supervisor had declared is declared in another one that comes in its place', () => {
  const [before, after] = [new FakeCrew(), new FakeCrew()]
  before.begun('a')
  before.add('b', { restart: 'temporary' })
  before.add('port', { once: true })
  before.children.finish()
  after.children.inherit(before.children)
  after.children.beginAll()
  expect(after.heard()).toEqual(['begin a', 'begin b'])
  expect(after.entry('b').plan.restart).toBe('temporary')
  expect(after.entry('a').child).not.toBe(before.entry('a').child)
})
