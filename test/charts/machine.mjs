/** Somebody's module with a machine, for `chart --from`. */
import { createMachine } from 'xstate'

export const door = createMachine({
  id: 'door',
  initial: 'shut',
  states: { shut: { on: { push: 'open' } }, open: {} },
})
