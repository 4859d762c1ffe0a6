import { describe, expect, test } from 'vitest'
import { and, assign, emit, log, not, or, raise, sendTo, stateIn } from 'xstate'
import { actionOf, eventLabel, guardText, jsonOf, sourceName } from '../../src/charts/names.ts'

const yes = () => true

describe('The name of an action', () => {
  test.each([
    ['named', 'open', 'open'],
    ['named with parameters', { type: 'show' }, 'show'],
    ['a function with a name', yes, 'yes'],
    ['a function without any', (() => () => {})(), 'inline'],
    ['a function named after its place only', { entry: () => {} }.entry, 'inline'],
    ['assign', assign({}), 'assign'],
    ['log', log('x'), 'log'],
    ['raise', raise({ type: 'tick' }), 'raise(tick)'],
    ['raise of an event made later', raise(() => ({ type: 'tick' })), 'raise'],
    ['sendTo', sendTo('peer', { type: 'ping' }), 'sendTo(ping)'],
    ['emit', emit({ type: 'seen' }), 'emit(seen)'],
    ['something that is none', 5, 'inline'],
  ])('%s', (_, action, name) => {
    expect(actionOf(action).name).toBe(name)
  })

  test('Parameters are kept when they are plain, and left out when they are worked out later', () => {
    expect(actionOf({ type: 'show', params: { phase: 'dead' } }).params).toEqual({ phase: 'dead' })
    expect(actionOf({ type: 'show', params: () => 5 }).params).toBeNull()
  })
})

describe('The text of a condition', () => {
  test.each([
    ['named', 'isOpen', 'isOpen'],
    ['with parameters', { type: 'atLeast', params: { least: 2, of: 'x' } }, 'atLeast(least: 2, of: x)'],
    ['with one bare parameter', { type: 'atLeast', params: 2 }, 'atLeast(2)'],
    ['a function with a name', yes, 'yes'],
    [
      'a function without any',
      (
        () => () =>
          true
      )(),
      'inline',
    ],
    ['not', not('a'), 'not a'],
    ['and', and(['a', 'b']), 'a and b'],
    ['or of and', or([and(['a', not('b')]), 'c']), '(a and not b) or c'],
    ['not of or', not(or(['a', 'b'])), 'not (a or b)'],
    ['stateIn', stateIn({ busy: { till: 'idle' } }), 'in busy.till.idle'],
    ['stateIn by id', stateIn('#door'), 'in #door'],
  ])('%s', (_, guard, text) => {
    expect(guardText(guard)).toBe(text)
  })
})

describe('The label of an event', () => {
  const sources = new Map([['0.shop.busy', 'fetchPrice']])
  test.each([
    ['link.opened', null, 'link.opened'],
    ['', null, 'always'],
    ['xstate.after.50.shop.busy', 50, 'after 50 ms'],
    ['xstate.after.patience.shop.busy', 'patience', 'after patience'],
    ['xstate.done.state.shop.busy', null, 'done'],
    ['xstate.done.state.shop.other', null, 'done(shop.other)'],
    ['xstate.done.actor.0.shop.busy', null, 'done(fetchPrice)'],
    ['xstate.error.actor.second', null, 'error(second)'],
    ['xstate.snapshot.second', null, 'snapshot(second)'],
    ['xstate.done.actor.*', null, 'done(*)'],
  ])('%s', (event, delay, label) => {
    expect(eventLabel(event, 'shop.busy', delay, sources)).toBe(label)
  })
})

test('What JSON cannot hold is null', () => {
  const round: unknown[] = []
  round.push(round)
  expect([jsonOf(undefined), jsonOf(yes), jsonOf(1n), jsonOf(round)]).toEqual([null, null, null, null])
  expect(jsonOf({ a: [1, 'x', null] })).toEqual({ a: [1, 'x', null] })
})

test('Logic without a name is inline', () => {
  expect(sourceName('fetch')).toBe('fetch')
  expect(sourceName('xstate.invoke.0.shop')).toBe('inline')
  expect(sourceName({})).toBe('inline')
})
