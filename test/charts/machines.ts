/** Machines that have everything a machine can have, for readers and renderers of charts. */
import { and, assign, enqueueActions, fromPromise, not, or, raise, setup, stateIn } from 'xstate'

interface Order {
  readonly type:
    | 'open'
    | 'close'
    | 'pay'
    | 'cancel'
    | 'tick'
    | 'resume'
    | 'peer.heard'
    | 'a:b;c <d> "e" & *f*'
}

/** Nested and parallel states, history, delays, wildcards, invokes, several targets, conditions of every form. */
export const shop = setup({
  types: { context: {} as { readonly count: number }, events: {} as Order },
  actors: { fetchPrice: fromPromise(async () => 1), count: fromPromise(async () => 2) },
  actions: {
    count: assign({ count: ({ context }) => context.count + 1 }),
    tell: (_, _params: { readonly level: string }) => {},
    log: () => {},
  },
  guards: {
    isOpen: () => true,
    isFull: () => false,
    atLeast: (_, params: { readonly least: number }) => params.least > 0,
  },
  delays: { patience: 1000 },
}).createMachine({
  id: 'shop',
  description: 'A shop; with everything',
  context: { count: 0 },
  initial: 'closed',
  on: {
    'peer.*': { actions: 'log' },
    cancel: '.closed',
  },
  states: {
    closed: {
      description: 'Nobody is served',
      tags: ['quiet'],
      exit: [{ type: 'tell', params: { level: 'info' } }, 'log'],
      on: {
        open: [
          { guard: 'isFull', actions: 'log' },
          { guard: and(['isOpen', not('isFull')]), target: 'busy' },
          { guard: { type: 'atLeast', params: { least: 2 } }, target: 'busy', actions: 'count' },
          { target: 'ended', description: 'For good' },
        ],
        tick: { target: 'closed', reenter: true, actions: raise({ type: 'close' }) },
        resume: '#shop.busy.till.before',
      },
    },
    busy: {
      type: 'parallel',
      description: 'Two things at once',
      onDone: 'ended',
      on: { close: { target: 'closed', actions: 'log' } },
      states: {
        till: {
          initial: 'idle',
          states: {
            idle: {
              after: { 50: { target: 'paying' }, patience: { actions: 'log' } },
              on: { pay: { target: ['paying', '#door'] } },
            },
            paying: {
              invoke: [
                { src: 'fetchPrice', onDone: { target: 'paid' }, onError: 'idle' },
                { id: 'second', src: 'count', onSnapshot: { actions: 'log' } },
              ],
            },
            paid: { type: 'final' },
            before: { type: 'history', history: 'deep', target: 'paying' },
          },
        },
        door: {
          id: 'door',
          initial: 'shut',
          states: {
            shut: {
              always: [
                { guard: or([and(['isOpen', 'isFull']), stateIn({ busy: 'till' })]), target: 'ajar' },
                { guard: () => true, actions: enqueueActions(() => {}) },
              ],
            },
            ajar: { on: { '*': 'shut', 'a:b;c <d> "e" & *f*': 'gone' } },
            gone: { type: 'final' },
          },
        },
      },
    },
    ended: { type: 'final' },
  },
})

/** Names that mean something to others: Mermaid's own words, signs, digits first, one that is another's id elsewhere. */
export const odd = setup({
  types: { events: {} as { readonly type: '__go__' | 'x::' | '%%' } },
}).createMachine({
  id: 'state',
  initial: 'end',
  states: {
    end: { description: 'Ends with a colon:', on: { __go__: 'a-b', 'x::': 'a b' } },
    'a-b': { on: { '%%': '1' } },
    'a b': { on: { __go__: 'state' } },
    1: { on: { 'x::': 'state' } },
    state: { on: { __go__: { target: 'state' } } },
  },
})

/** One state and nothing inside it. */
export const alone = setup({}).createMachine({
  id: 'alone',
  entry: () => {},
  on: { poke: { actions: function poked() {} } },
})
