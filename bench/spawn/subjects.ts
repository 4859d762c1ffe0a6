/** What is spawned and stopped by the thousand. */
import { type Actor, createActor, setup } from 'xstate'
import { fakeTransport } from './fake.ts'

export interface Nursery {
  /** Starts one more, up to where it is alive. */
  spawn(index: number): void
  stop(): Promise<void>
}

export type NurseryName = 'actors' | 'pulsetree'

/** Connections of ours, on links with nothing behind them. */
export async function pulsetreeNursery(dist: string): Promise<() => Nursery> {
  const { pingPong, supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  return () => {
    const supervisor = supervise({ name: 'bench' })
    const transport = fakeTransport()
    return {
      spawn(index) {
        supervisor.connect(`connection ${index}`, transport, { heartbeat: { protocol: pingPong } })
        transport.open()
      },
      stop: () => supervisor.stop(),
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
export function actorsNursery(): Nursery {
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
