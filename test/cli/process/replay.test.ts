/** What processes have recorded, with a peer that was frozen and a stall of their own, goes the same way again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { run } from '../../../src/cli/program.ts'
import { cli, cliResult } from '../../support/cli.ts'
import { testIo } from '../../support/io.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PACE = ['--every', '200ms', '--timeout', '200ms', '--json']

describe('a watch and a serve that were recorded go the same way again', () => {
  test.concurrent.each([
    ['tcp', 'fixed'],
    ['tcp', 'phi'],
    ['ws', 'adaptive'],
  ])(
    'over %s, by %s',
    async (scheme, detector) => {
      const files = ['serve', 'watch'].map((name) => join(folder, `${scheme}-${detector}-${name}.jsonl`))
      const [served = '', watched = ''] = files
      const told = [...PACE, '--detector', detector, '--record-arrivals', '--record']
      await using server = cli('serve', `${scheme}://127.0.0.1:0`, '--ping', 'ping', ...told, served)
      const { endpoint = '' } = await server.event({ kind: 'listening' })
      await using watcher = cli('watch', endpoint, '--backoff', '50ms..100ms', ...told, watched)
      await watcher.event({ to: 'alive' })
      server.signal('SIGSTOP')
      await watcher.event({ to: 'dead' })
      server.signal('SIGCONT')
      await watcher.event({ to: 'alive' })
      watcher.signal('SIGSTOP')
      // It is stopped for as long as another program runs.
      await cliResult('serve', 'tcp://127.0.0.1:0', '--for', '200ms')
      watcher.signal('SIGCONT')
      await watcher.event({ kind: 'stall' })
      watcher.signal('SIGTERM')
      await watcher.ended
      server.signal('SIGTERM')
      await server.ended
      for (const file of files) {
        const io = testIo()
        const status = await run(['replay', file], io)
        expect(io.out()).toMatch(/run again with [1-9]\d* arrivals?[\s\S]*\nno difference\n$/)
        expect(status).toBe(0)
      }
    },
    60_000,
  )
})
