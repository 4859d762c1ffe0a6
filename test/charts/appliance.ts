import { and, fromPromise, not, setup, stateIn } from 'xstate'

/** Four levels, regions inside regions, delays, conditions, actors, and arrows from every level to every other. */
export const appliance = setup({
  types: {
    events: {} as {
      readonly type:
        | 'power.on'
        | 'power.off'
        | 'dial'
        | 'link.opened'
        | 'link.ended'
        | 'pause'
        | 'resume'
        | 'fail'
    },
  },
  actors: { dialEndpoint: fromPromise(async () => 1), readConfiguration: fromPromise(async () => 2) },
  actions: { log: () => {}, reset: () => {} },
  guards: { hasEndpoint: () => true, isCharged: () => true, triesLeft: () => false },
  delays: { connectTimeout: 10_000, betweenBeats: 1_000 },
}).createMachine({
  id: 'appliance',
  description: 'An appliance with everything nested in everything',
  initial: 'off',
  on: { fail: '.broken' },
  states: {
    off: { on: { 'power.on': { target: 'on', guard: and(['isCharged', not('triesLeft')]) } } },
    on: {
      type: 'parallel',
      description: 'Power is there; the network and the screen live side by side',
      on: { 'power.off': { target: 'off', actions: ['reset', 'log'] } },
      onDone: 'broken',
      states: {
        network: {
          initial: 'configuring',
          states: {
            configuring: {
              invoke: {
                src: 'readConfiguration',
                onDone: { target: 'online', guard: 'hasEndpoint' },
                onError: { target: '#appliance.broken', actions: 'log' },
              },
            },
            online: {
              initial: 'connecting',
              description: 'There is somebody to talk to',
              on: { pause: 'waiting' },
              states: {
                connecting: {
                  invoke: {
                    src: 'dialEndpoint',
                    onDone: 'talking',
                    onError: '#appliance.on.network.waiting',
                  },
                  after: { connectTimeout: { target: '#appliance.on.network.waiting', actions: 'log' } },
                },
                talking: {
                  type: 'parallel',
                  states: {
                    reading: {
                      initial: 'idle',
                      states: {
                        idle: { on: { dial: 'busy' }, after: { betweenBeats: { actions: 'log' } } },
                        busy: {
                          always: { guard: stateIn({ on: 'screen' }), target: 'idle' },
                          on: { 'link.ended': 'idle' },
                        },
                      },
                    },
                    writing: {
                      initial: 'idle',
                      states: {
                        idle: { on: { dial: 'busy', fail: '#appliance.broken' } },
                        busy: { on: { 'link.ended': 'idle', 'power.off': '#appliance.off' } },
                      },
                    },
                  },
                },
                before: { type: 'history', history: 'deep' },
              },
            },
            waiting: {
              after: { 5000: [{ guard: 'triesLeft', target: 'online' }, { target: 'given up' }] },
              on: { resume: 'online.before' },
            },
            'given up': { type: 'final' },
          },
        },
        screen: {
          initial: 'dark',
          states: {
            dark: { on: { dial: 'lit' }, always: { guard: 'isCharged', target: 'lit' } },
            lit: {
              after: { 30000: 'dark' },
              on: { pause: { target: 'lit', reenter: true, actions: 'reset' }, fail: 'burnt' },
            },
            burnt: { type: 'final' },
          },
        },
      },
    },
    broken: { type: 'final' },
  },
})
