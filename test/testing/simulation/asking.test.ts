import { expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { virtualWorld } from '../../../src/testing/index.ts'
import { Asking } from '../../../src/testing/simulation/asking.ts'
import { SimulatedServer } from '../../../src/testing/simulation/peers.ts'

async function begun(manner: 'answers' | 'silent' | 'slow' = 'answers') {
  const world = virtualWorld()
  const server = new SimulatedServer(world.host('peer'), manner)
  const us = world.host('us')
  const root = supervise({ clock: us.clock })
  const connection = root.connect('a', us.dial({ to: 'peer:7373' }), { heartbeat: 'none' })
  const asking = new Asking(connection, us.clock)
  await world.advance(10)
  /** What has come of a question after so long. */
  const asked = async (ms: number, callOffMs: number | null = null): Promise<string> => {
    let came = 'nothing'
    asking.ask(5_000, callOffMs).then(
      () => {
        came = 'an answer'
      },
      (error: Error) => {
        came = `${error.name}: ${error.message}`
      },
    )
    await world.advance(ms)
    return came
  }
  return { world, server, asking, asked, root }
}

test('A question is answered by its number, and the peer may say no', async () => {
  const { server, asked } = await begun()
  expect(await asked(5)).toBe('an answer')
  server.errors = 1
  expect([await asked(5), await asked(5)]).toEqual(['Error: the peer said no', 'Error: the peer said no'])
  server.errors = 0
  expect(await asked(5)).toBe('an answer')
})

test('One that nobody answers fails in its time, and one that is called off is over then', async () => {
  const { asked } = await begun('silent')
  expect([await asked(4_999), await asked(5_000)]).toEqual(['nothing', 'Error: no answer'])
  expect([await asked(999, 1_000), await asked(1_000, 1_000)]).toEqual(['nothing', 'AbortError: called off'])
  expect(await asked(5_000, 6_000)).toBe('Error: no answer')
})

test('Without a link it fails at once, and once it is closed nobody hears answers, whenever they come', async () => {
  const { world, asked, asking, root } = await begun('slow')
  expect(await asked(3_100)).toBe('an answer')
  asking.close()
  expect(await asked(5_000)).toBe('Error: no answer')
  const stopped = root.stop()
  await world.advance(3_000)
  await stopped
  expect(await asked(0)).toMatch(/^ConnectionError: /)
  expect(world.clock.pending).toBe(0)
})
