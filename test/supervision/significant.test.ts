/** Significant children, and the supervisor that stops when their work is done: OTP's automatic shutdown. */
import { describe, expect, test } from 'vitest'
import { type AutoShutdown, type ChildOptions, OptionError } from '../../src/index.ts'
import { Troupe, type Way } from './support/troupe.ts'

const significant = { significant: true } as const

describe('The end of one significant child', () => {
  const rows: readonly [AutoShutdown, NonNullable<ChildOptions['restart']>, Way, boolean, string][] = [
    ['any_significant', 'transient', 'fails', true, 'an orderly end counts'],
    ['any_significant', 'temporary', 'fails', true, 'an orderly end counts'],
    ['any_significant', 'temporary', 'crashes', true, 'of a temporary child, any end counts'],
    ['any_significant', 'transient', 'crashes', false, 'it is started again'],
    ['any_significant', 'transient', 'is stopped', false, 'what its user asked for is no end by itself'],
    ['all_significant', 'transient', 'fails', false, 'there is another one'],
  ]
  test.each(rows)(
    'under %s, %s, that %s, shuts down: %s (%s)',
    async (autoShutdown, restart, way, isDown) => {
      const troupe = new Troupe({ autoShutdown })
      troupe.worker('a', { ...significant, restart })
      troupe.worker('b', { ...significant })
      troupe.worker('c')
      await troupe.pass(0)
      void troupe.steps
      await troupe.end(way, 'a')
      await troupe.pass(100)
      expect(troupe.top.phase).toBe(isDown ? 'stopped' : 'running')
      // Those that remain stop in reverse.
      if (isDown) expect(troupe.steps).toEqual(['!a', '~c', '-c', '~b', '-b'])
      await troupe.top.stop()
      expect(await troupe.top.ended).toEqual({ kind: isDown ? 'shutdown' : 'stopped', killed: [] })
    },
  )

  test('that is not significant changes nothing', async () => {
    const troupe = new Troupe({ autoShutdown: 'any_significant' })
    troupe.worker('a', significant)
    troupe.worker('b')
    await troupe.pass(0)
    await troupe.end('fails', 'b')
    expect(troupe.top.phase).toBe('running')
  })

  test('that was given up alone counts: it ended by itself, and for good', async () => {
    const troupe = new Troupe({ autoShutdown: 'any_significant' })
    troupe.worker('a', { ...significant, crashes: 1, intensity: { restarts: 0 } })
    await troupe.pass(0)
    expect(await troupe.top.ended).toMatchObject({ kind: 'shutdown' })
  })
})

describe('The end of the last significant child', () => {
  test('shuts down, whoever ended before it and however', async () => {
    const troupe = new Troupe({ autoShutdown: 'all_significant' })
    for (const id of ['a', 'b', 'c']) troupe.worker(id, significant)
    await troupe.pass(0)
    await troupe.end('is stopped', 'a')
    await troupe.end('fails', 'c')
    expect(troupe.top.phase).toBe('running')
    await troupe.end('fails', 'b')
    expect(await troupe.top.ended).toMatchObject({ kind: 'shutdown' })
  })

  test('does nothing where its user asked for it', async () => {
    const troupe = new Troupe({ autoShutdown: 'all_significant' })
    for (const id of ['a', 'b']) troupe.worker(id, significant)
    await troupe.pass(0)
    await troupe.end('fails', 'a')
    await troupe.end('is stopped', 'b')
    expect(troupe.top.phase).toBe('running')
  })

  test('is not seen while one waits to be started again', async () => {
    const troupe = new Troupe({ autoShutdown: 'all_significant' })
    for (const id of ['a', 'b']) troupe.worker(id, significant)
    await troupe.pass(0)
    await troupe.crash('a')
    await troupe.end('fails', 'b')
    expect(troupe.top.phase).toBe('running')
    await troupe.pass(100)
    await troupe.end('fails', 'a')
    expect(troupe.top.phase).toBe('stopped')
  })
})

describe('An end because of siblings', () => {
  test('is no end by itself, of a temporary child either', async () => {
    const troupe = new Troupe({ strategy: 'one_for_all', autoShutdown: 'any_significant' })
    troupe.worker('a')
    troupe.worker('brief', { ...significant, restart: 'temporary' })
    troupe.worker('b', significant)
    await troupe.pass(0)
    void troupe.steps
    await troupe.crash('a')
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['a', 'b'])
    expect(troupe.top.phase).toBe('running')
  })

  test('is none even for one that ends in order before its turn to be stopped', async () => {
    const troupe = new Troupe({ strategy: 'one_for_all', autoShutdown: 'any_significant' })
    troupe.worker('a')
    troupe.worker('b', significant)
    troupe.worker('slow', { stopsInMs: 50 })
    await troupe.pass(0)
    void troupe.steps
    await troupe.crash('a')
    await troupe.end('fails', 'b')
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['a', 'b', 'slow'])
  })
})

describe('A nested supervisor that shut down', () => {
  const nest = async (
    restart: NonNullable<ChildOptions['restart']> = 'transient',
    isSignificant = false,
  ): Promise<Troupe> => {
    const troupe = new Troupe({ autoShutdown: 'any_significant' })
    const work = troupe.top.supervise(
      'work',
      { autoShutdown: 'any_significant' },
      { restart, significant: isSignificant },
    )
    troupe.worker('a', significant, work)
    troupe.worker('b', {}, work)
    troupe.worker('other')
    await troupe.pass(0)
    void troupe.steps
    await troupe.end('fails', 'work/a')
    return troupe
  }

  test('has ended in order: a transient one stays so, and its siblings live on', async () => {
    const troupe = await nest()
    expect(await troupe.supervisor('work').ended).toEqual({ kind: 'shutdown', killed: [] })
    await troupe.pass(1_000)
    expect(troupe.steps).toEqual(['!work/a', '~work/b', '-work/b'])
    expect(troupe.top.phase).toBe('running')
  })

  test('that is permanent is started again, as OTP warns', async () => {
    const troupe = await nest('permanent')
    await troupe.pass(100)
    expect(troupe.begun).toEqual(['work/a', 'work/b'])
  })

  test('that is significant itself shuts down the one above it', async () => {
    const troupe = await nest('transient', true)
    expect(troupe.steps).toEqual(['!work/a', '~work/b', '-work/b', '~other', '-other'])
    expect(await troupe.top.ended).toEqual({ kind: 'shutdown', killed: [] })
  })
})

describe('A significant child is refused', () => {
  test('where autoShutdown is never, and where it is permanent: it would mean nothing', () => {
    expect(() => new Troupe().worker('a', significant)).toThrow(OptionError)
    const troupe = new Troupe({ autoShutdown: 'any_significant' })
    expect(() => troupe.worker('a', { ...significant, restart: 'permanent' })).toThrow(OptionError)
    expect(troupe.top.children).toEqual([])
  })
})
