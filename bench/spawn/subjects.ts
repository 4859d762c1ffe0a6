/** What is spawned and stopped by the thousand. */
import { type Actor, createActor, setup } from 'xstate'
import type { Supervisor } from '../../src/index.ts'
import { fakeTransport } from './fake.ts'

export interface Nursery {
  /** Starts one more, up to where it is alive. */
  spawn(index: number): void
  stop(): Promise<void>
}

/** Ours are declared under one_for_one, children of a dynamic supervisor, or of supervisors with a hundred each. */
export type NurseryName = 'actors' | 'pulsetree' | 'dynamic' | 'nested'

/** Connections under one nested supervisor. */
const A_NEST = 100

/** @param dist of the library, for those that are ours. */
export async function nurseryOf(name: NurseryName, dist: string): Promise<() => Nursery> {
  return name === 'actors' ? actorsNursery : pulsetreeNursery(name, dist)
}

/** Connections of ours, on links with nothing behind them. */
async function pulsetreeNursery(name: NurseryName, dist: string): Promise<() => Nursery> {
  const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  return () => {
    const root = supervise({ name: 'bench', ...(name === 'dynamic' ? { dynamic: true } : {}) })
    const transport = fakeTransport()
    let keeper: Pick<Supervisor, 'connect'> = root
    return {
      spawn(index) {
        if (name === 'nested' && index % A_NEST === 0) keeper = root.supervise(`nest ${index}`)
        keeper.connect(`connection ${index}`, transport, { heartbeat: { protocol: pingPong } })
        transport.open()
      },
      stop: () => root.stop(),
    }
  }
}

const chart = setup({ types: { events: {} as { type: 'opened' } | { type: 'stop' } } }).createMachine({
  initial: 'connecting',
  states: {
    connecting: { on: { opened: 'alive', stop: 'stopped' } },
    alive: { on: { stop: 'stopped' } },
    stopped: { type: 'final' },
  },
})

/** The peer: a flat map of bare XState actors with three states and nothing to do. */
function actorsNursery(): Nursery {
  const actors = new Map<string, Actor<typeof chart>>()
  return {
    spawn(index) {
      const actor = createActor(chart)
      actors.set(`actor ${index}`, actor)
      actor.start()
      actor.send({ type: 'opened' })
    },
    async stop() {
      for (const actor of actors.values()) actor.send({ type: 'stop' })
      actors.clear()
    },
  }
}
