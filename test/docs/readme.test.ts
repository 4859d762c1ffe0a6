/** The README's code does what it says: it is type-checked, and what can run is run against real peers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { pingPong, presets } from '../../src/index.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { Program } from '../network/support/program.ts'
import { test } from '../network/support/world.ts'
import { whole } from '../support/carriers.ts'
import { blocks, codeIn, paper, root, tableOf, tables } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const readme = paper('README.md')
const programs = blocks(readme, 'ts')

describe('the TypeScript of the README', () => {
  const context = `
    import type { Server } from 'node:http'
    import { Worker } from 'node:worker_threads'
    import { pino } from 'pino'
    import { type ConnectOptions, listenOnly, refuse, supervise } from 'pulsetree'
    import { drain } from 'pulsetree/drain'
    import { failover } from 'pulsetree/failover'
    import { byFirstFrame, identities } from 'pulsetree/identity'
    import { inspect } from 'pulsetree/inspect'
    import { metrics } from 'pulsetree/metrics'
    import { pinoLog } from 'pulsetree/pino'
    import { thread } from 'pulsetree/programs'
    import { rotation } from 'pulsetree/rotation'
    import { rpc } from 'pulsetree/rpc'
    import { task } from 'pulsetree/task'
    import { tcp } from 'pulsetree/tcp'
    import { healthOf, treeOf, whenAlive } from 'pulsetree/tree'
    import { websocket } from 'pulsetree/websocket'
    import { websocketServer } from 'pulsetree/websocket-server'
    import { worker } from 'pulsetree/worker'
    import { useSyncExternalStore } from 'react'
    const fleet = supervise()
    const prices = fleet.connect('prices', tcp('tcp://127.0.0.1:7373'))
    declare const token: string, key: string
    declare const url: URL, rows: number[]
    declare function load(row: number): Promise<void>
    declare const server: Server
    declare const meter: import('@opentelemetry/api').Meter
    declare function freshToken(): Promise<string>
    declare const signal: AbortSignal
    declare function pick(): Promise<string>
  `

  test('fits the types of the package, blocks and table alike', () => {
    const wishes = tableOf(readme, 'you want').rows.flatMap(([, answer]) => codeIn(answer))
    const pieces = [
      ...programs.map((program, index) => [`readme-block-${index}`, program] as const),
      ...wishes.map((code, index) => [`readme-wish-${index}`, `${context}\n${statementOf(code)}`] as const),
    ]
    expect(programs.length).toBeGreaterThan(0)
    expect(wishes.length).toBeGreaterThan(8)
    expect(complaintsAbout(Object.fromEntries(pieces))).toEqual([])
  })

  test('names every entry of the package, and no other', () => {
    const named = tableOf(readme, 'import from').rows.flatMap(([entry]) => codeIn(entry))
    const { exports }: { exports: object } = JSON.parse(paper('package.json'))
    const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
    expect(named.toSorted()).toEqual(entries.map((entry) => entry.replace(/^\./, 'pulsetree')).toSorted())
  })

  test('names every preset of the package, with its times', () => {
    const rows = tableOf(readme, 'preset').rows.map(([name, every, suspect, dead]) => [
      codeIn(name)[0],
      ...[every, suspect, dead].map(millis),
    ])
    expect(rows).toEqual(
      Object.entries(presets).map(([name, preset]) => {
        const { heartbeat } = connectPlan({ heartbeat: { ...preset, protocol: pingPong } }, whole)
        const { everyMs = 0, limits = { suspectMs: 0, deadMs: 0 } } = heartbeat ?? {}
        return [`presets.${name}`, everyMs, limits.suspectMs, everyMs + limits.deadMs]
      }),
    )
  })

  test('is found wrong when it is', () => {
    const [first = '', second = '', ...others] = complaintsAbout({
      'wrong-option': `${context}\n${statementOf("drop: 'oldest'")}`,
      'wrong-call': `${context}\nfleet.conect('a')`,
    })
    expect(first).toContain("'drop' does not exist")
    expect(second).toContain("'conect' does not exist")
    expect(others).toEqual([])
  })

  test('stands in tables that GitHub shows as they were meant', () => {
    for (const { head, rows } of tables(readme)) {
      for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
    }
  })
})

/** The first program is run from the installed package: test/package/programs.test.ts. */
describe('the second program of the README', () => {
  test('supervises a feed and accepts a device', async ({ world }) => {
    const { peer, endpoint } = await world.server('answering-server')
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-readme-'))
    const file = join(folder, 'program.mts')
    writeFileSync(file, runnable(programs[1] ?? '', new URL(endpoint).port))
    const program = new Program('the program', ['--import', 'tsx', file])
    try {
      await program.says(/^alive $/)
      peer.tell('send BTC 42')
      await program.says(/^BTC 42$/)
      const [, port = ''] = await program.says(/^ready tcp:\/\/127\.0\.0\.1:(\d+)$/)
      const device = world.stranger('line-client', { port })
      const [, from] = await device.says(/^open (\d+)$/)
      device.tell('send I am a device')
      await program.says(new RegExp(`^127\\.0\\.0\\.1:${from} I am a device$`))
      await peer.kill()
      await program.says(/^dead (eof|reset)$/)
      expect(await program.kill('SIGINT')).toEqual({ code: 0, signal: null })
      expect(program.said(/^stopped/)).toHaveLength(1)
      await device.says(/^eof$/)
    } finally {
      await program.kill()
      rmSync(folder, { recursive: true })
    }
  })
})

/** `0.5 s` or `25 ms`. */
function millis(text = ''): number {
  const [amount = '', unit] = text.split(' ')
  return Number(amount) * (unit === 's' ? 1_000 : 1)
}

/** A piece of code from a table: an option stands alone there, as does what a call is given. */
function statementOf(code: string): string {
  const whole = code.replace('…', '{}')
  if (/^\w+: /.test(whole)) return `const options = { ${whole} } satisfies ConnectOptions`
  return whole.startsWith('{') ? `await fleet.stop(${whole})` : whole
}

/** The same program on other ports, against the sources, which says where it listens. */
function runnable(program: string, port: string): string {
  return program
    .replace("'pulsetree'", `'${root}src/index.ts'`)
    .replace("'pulsetree/tcp'", `'${root}src/transport/tcp.ts'`)
    .replace(/:7373\b/, `:${port}`)
    .replace(/\b7374\b/, '0')
    .replace('await fleet.ended', "console.log('ready', await gateway.ready)\nawait fleet.ended")
}
