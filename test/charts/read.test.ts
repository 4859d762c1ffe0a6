import { describe, expect, test } from 'vitest'
import { setup } from 'xstate'
import { statesOf } from '../../src/charts/arrows.ts'
import type { Chart, ChartState } from '../../src/charts/chart.ts'
import { chartOf } from '../../src/charts/read.ts'
import { connectionChart } from '../../src/machines/connection.ts'
import { alone, odd, shop } from './machines.ts'

const chart = chartOf(shop)

describe('Reading a machine', () => {
  test('The root has the name of the machine, and everything else its path', () => {
    expect(chart.id).toBe('shop')
    expect(chart.root.id).toBe('#shop')
    expect(statesOf(chart).map(({ id }) => id)).toEqual([
      '#shop',
      'closed',
      'busy',
      'busy.till',
      'busy.till.idle',
      'busy.till.paying',
      'busy.till.paid',
      'busy.till.before',
      'busy.door',
      'busy.door.shut',
      'busy.door.ajar',
      'busy.door.gone',
      'ended',
    ])
  })

  test('Each state says of which kind it is, and where entering it leads', () => {
    expect(state(chart, 'busy').kind).toBe('parallel')
    expect(state(chart, 'busy').initial).toBeNull()
    expect(state(chart, 'busy.till').initial).toEqual({ target: 'busy.till.idle', actions: [] })
    expect(state(chart, 'busy.till.before').kind).toBe('deep history')
    expect(state(chart, 'busy.till.before').initial?.target).toBe('busy.till.paying')
    expect(state(chart, 'ended').kind).toBe('final')
  })

  test('Descriptions, tags, entry and exit actions are kept', () => {
    expect(chart.description).toBe('A shop; with everything')
    expect(state(chart, 'closed').tags).toEqual(['quiet'])
    expect(state(chart, 'closed').exit).toEqual([
      { name: 'tell', params: { level: 'info' } },
      { name: 'log', params: null },
    ])
    expect(ways(chart, 'closed', 'open').at(-1)?.description).toBe('For good')
  })

  test('States that do not describe themselves are described by what is given with the machine', () => {
    const meant = { closed: 'never seen', ended: 'It is over' }
    const read = chartOf(shop, meant)
    expect(state(read, 'closed').description).toBe('Nobody is served')
    expect(state(chart, 'ended').description).toBeNull()
    expect(state(read, 'ended').description).toBe('It is over')
  })

  test('Branches of one event stand in the order in which they are tried, and are numbered', () => {
    expect(
      ways(chart, 'closed', 'open').map(({ branch, guard, targets }) => [branch, guard, targets]),
    ).toEqual([
      [1, 'isFull', []],
      [2, 'isOpen and not isFull', ['busy']],
      [3, 'atLeast(least: 2)', ['busy']],
      [4, null, ['ended']],
    ])
    expect(ways(chart, 'closed', 'tick')[0]?.branch).toBeNull()
  })

  test('A transition that enters its own state again differs from an internal one', () => {
    expect(ways(chart, 'closed', 'tick')[0]).toMatchObject({ targets: ['closed'], reenter: true })
    expect(ways(chart, '#shop', 'peer.*')[0]).toMatchObject({ targets: [], reenter: false })
  })

  test('A transition may have several targets, in other regions and by id', () => {
    expect(ways(chart, 'busy.till.idle', 'pay')[0]?.targets).toEqual(['busy.till.paying', 'busy.door'])
  })

  test('Transitions without an event, after a delay and of invoked actors have names for people', () => {
    expect(labels(chart, 'busy.door.shut')).toEqual(['always', 'always'])
    expect(labels(chart, 'busy.till.idle')).toEqual(['pay', 'after 50 ms', 'after patience'])
    expect(labels(chart, 'busy.till.paying')).toEqual([
      'done(fetchPrice)',
      'error(fetchPrice)',
      'snapshot(second)',
    ])
    expect(labels(chart, 'busy')).toEqual(['close', 'done'])
    expect(labels(chart, 'busy.door.ajar')[0]).toBe('*')
  })

  test('The timers which XState adds for delays are not taken for actions of the machine', () => {
    expect(state(chart, 'busy.till.idle').entry).toEqual([])
    expect(state(chart, 'busy.till.idle').exit).toEqual([])
  })

  test('Invoked actors are listed by the name of their logic', () => {
    expect(state(chart, 'busy.till.paying').invokes).toEqual([
      { id: '0.shop.busy.till.paying', src: 'fetchPrice' },
      { id: 'second', src: 'count' },
    ])
  })

  test('A machine without states is one state', () => {
    expect(chartOf(alone).root).toMatchObject({
      kind: 'atomic',
      states: [],
      entry: [{ name: 'inline' }],
      transitions: [{ event: 'poke', targets: [], actions: [{ name: 'poked' }] }],
    })
  })

  test('A history state without a target leads to where its parent starts', () => {
    const machine = setup({}).createMachine({
      initial: 'a',
      states: {
        a: {},
        back: { type: 'history' },
        far: { type: 'history', target: '#deep' },
        b: { id: 'deep' },
      },
    })
    expect(state(chartOf(machine), 'back')).toMatchObject({
      kind: 'shallow history',
      initial: { target: 'a' },
    })
    expect(state(chartOf(machine), 'far')).toMatchObject({ initial: { target: 'b' } })
  })

  test('A chart is plain: JSON gives back the same', () => {
    for (const machine of [shop, odd, alone, connectionChart]) {
      const read = chartOf(machine)
      expect(JSON.parse(JSON.stringify(read))).toEqual(read)
    }
  })
})

function state(from: Chart, id: string): ChartState {
  const found = statesOf(from).find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`no state ${id}`)
  return found
}

function ways(from: Chart, id: string, event: string): ChartState['transitions'] {
  return state(from, id).transitions.filter((transition) => transition.event === event)
}

function labels(from: Chart, id: string): string[] {
  return state(from, id).transitions.map(({ label }) => label)
}
