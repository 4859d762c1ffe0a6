/** The programs of docs/supervision.md fit the types and say what the page says; its tables of options are the options. */
import { describe, expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { NEVER } from '../../src/machines/never.ts'
import { apart, childPlan } from '../../src/supervisor/child.ts'
import { nestedDefaults, treePlan } from '../../src/supervisor/options.ts'
import { blocks, codeIn, paper, tableOf, tables } from './support/markdown.ts'
import { said } from './support/run.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/supervision.md')
const [tree = '', devices = '', probes = '', changes = ''] = blocks(page, 'ts')
const [story = '', picture = ''] = blocks(page, 'text')

describe.concurrent('docs/supervision.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs).toHaveLength(4)
    const pieces = programs.map((program, index) => [`supervision-block-${index}`, program] as const)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test('stands in whole tables, in which no word is explained twice', () => {
    const all = tables(page)
    expect(all).toHaveLength(5)
    for (const { head, rows } of all)
      for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
    const words = tableOf(page, 'word').rows.map(([word, of]) => `${word} of ${of}`)
    expect(new Set(words).size).toBe(words.length)
    for (const whose of ['OTP', 'Elixir', 'Pekko', 'suture'])
      expect(words.filter((word) => word.includes(whose)).length).toBeGreaterThan(7)
  })

  test('has a tree in which those are started again that need the one that broke', async () => {
    expect(await said(tree)).toEqual(story.trimEnd().split('\n'))
  })

  test('has a template with a limit', async () => {
    expect(await said(devices)).toEqual([
      'maxChildren: devices has 2 children, and may not have more',
      '2 devices/fan',
      '1 undefined',
    ])
  })

  test('has a health endpoint that says no until the feed is alive', async () => {
    const lines = await said(probes)
    expect(lines.slice(0, 4)).toEqual(['/live 200', '/ready 503', '/live 200', '/ready 200'])
    const shape = (text: string): string => text.replaceAll(/\d+(\.\d+)?/g, 'N')
    expect(lines.slice(4).map(shape)).toEqual(picture.trimEnd().split('\n').map(shape))
  })

  test('has options that are changed', async () => {
    const [changed, refused] = await said(changes)
    expect(changed).toBe('true permanent')
    expect(refused).toContain('shutdownMs: ')
  })
})

describe('the options of docs/supervision.md', () => {
  const defaults = treePlan({}, {})

  test('of children are those that there are, with their defaults', () => {
    const rows = new Map(
      tableOf(page, 'option').rows.map(([name = '', usual = '']) => [codeIn(name)[0], usual]),
    )
    const all = {
      restart: 'transient',
      shutdownMs: 1,
      intensity: {},
      restartDelayMs: 1,
      restartBackoff: {},
      whenGivenUp: 'keep',
      significant: false,
    } as const
    // Whatever is none stays in the rest.
    expect(apart(all)[1]).toEqual({})
    expect([...rows.keys()]).toEqual(Object.keys(all))
    const plan = childPlan({}, defaults.defaults)
    expect(codeIn(rows.get('restart'))).toEqual([plan.restart])
    expect(Number(rows.get('shutdownMs'))).toBe(plan.shutdownMs)
    expect(childPlan({}, nestedDefaults(defaults.defaults)).shutdownMs).toBe(NEVER)
    expect(codeIn(rows.get('whenGivenUp'))).toEqual([plan.escalates ? 'escalate' : 'keep'])
    expect(codeIn(rows.get('significant'))).toEqual([String(plan.isSignificant)])
  })

  test('of supervisors are those that there are, with their defaults', () => {
    const [, second] = tables(page).filter(({ head }) => head[0] === 'option')
    const rows = new Map(
      (second?.rows ?? []).map(([name = '', usual = '']) => [codeIn(name)[0] ?? '', usual]),
    )
    for (const name of rows.keys()) {
      const options = { [name]: 'no such thing' }
      expect(() => Reflect.apply(supervise, null, [options])).toThrow(
        expect.objectContaining({ option: expect.not.stringContaining('supervise.') }),
      )
    }
    const { intensity } = defaults
    expect(rows.get('intensity')).toBe(`${intensity.restarts} in ${intensity.withinMs} ms`)
    expect(Number(rows.get('restartDelayMs'))).toBe(defaults.defaults.delays.firstMs)
    expect(codeIn(rows.get('autoShutdown'))).toEqual([defaults.autoShutdown])
    expect(codeIn(rows.get('dynamic'))).toEqual([String(defaults.isDynamic)])
    expect(defaults.strategy).toBeNull()
  })
})

test('the events of docs/supervision.md are events', () => {
  const named = tableOf(page, 'event').rows.flatMap(([kinds]) => codeIn(kinds))
  const feed = paper('src/supervisor/feed.ts')
  expect(named.filter((kind) => !feed.includes(`kind: '${kind}'`))).toEqual([])
})
