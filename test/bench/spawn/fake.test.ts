import { expect, test } from 'vitest'
import { fakeTransport } from '../../../bench/spawn/fake.ts'
import { pingPong, supervise } from '../../../src/index.ts'

test('A fake link opens when told to, and is released when it is let go', async () => {
  const supervisor = supervise()
  const transport = fakeTransport()
  const connection = supervisor.connect('one', transport, { heartbeat: { protocol: pingPong } })
  expect(connection.phase).toBe('connecting')
  transport.open()
  expect(connection.phase).toBe('alive')
  await supervisor.stop()
  expect(connection.phase).toBe('stopped')
})
