import { afterAll, describe, expect, test } from 'vitest'
import { Programs } from '../../../bench/lib/programs.ts'
import { callerOf } from '../../../bench/rpc/callers.ts'

const programs = new Programs()
afterAll(() => programs.close())
const sources = new URL('../../../src/', import.meta.url).href

describe('Each of the callers', () => {
  for (const name of ['net', 'json-rpc-2.0'] as const) {
    test(`gets its echoes: ${name}`, async () => {
      const server = programs.start('bench/rpc/server.ts', { port: 0 })
      const { port = 0 } = await server.tells('listening', 30_000)
      const caller = await callerOf(name, port, sources)
      const echoes = await Promise.all([1, 2, 3].map((nth) => caller.echo({ nth })))
      expect(echoes).toEqual([{ nth: 1 }, { nth: 2 }, { nth: 3 }])
      await caller.close()
      await programs.end(server)
    })
  }
})
