/** The programs of docs/inspector.md fit the types of the package, and its lines do what the page says. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectPlan } from '../../src/inspector/options.ts'
import { choiceOf } from '../../src/stately/events.ts'
import { cli, cliResult } from '../support/cli.ts'
import { peer } from '../support/process.ts'
import { blocks, codeIn, paper, tableOf } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

const page = paper('docs/inspector.md')
const lines = blocks(page, 'sh')
  .flatMap((block) => block.trim().split('\n'))
  .map((line) => line.replace(/\s+#.*$/, ''))

const ADDRESS = /^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{16,}\n/

describe('docs/inspector.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(page, 'ts')
    expect(programs).toHaveLength(6)
    expect(
      complaintsAbout(Object.fromEntries(programs.map((text, index) => [`inspector-${index}`, text]))),
    ).toEqual([])
  })

  test('names the options there are, with their defaults', () => {
    const { rows } = tableOf(page, 'option')
    expect(rows.flatMap(([option]) => codeIn(option)).toSorted()).toEqual(
      ['allow', 'beside', 'frames', 'hardships', 'host', 'origins', 'port', 'token'].toSorted(),
    )
    const { door, acts, hardships, frames, beside } = inspectPlan({})
    expect(beside.isEmpty).toBe(true)
    expect([door.port, door.host, door.origins, acts, hardships, frames]).toEqual([
      0,
      '127.0.0.1',
      [],
      [],
      [],
      null,
    ])
    expect(Buffer.from(door.token, 'base64url')).toHaveLength(24)
    expect(choiceOf({}).maxActors).toBe(100)
  })

  test('has lines that are known here', () => {
    expect(lines.filter((line) => !line.startsWith('npx pulsetree '))).toEqual([
      // Run by test/cli/demo.test.ts.
      'npm start',
      // Their server, as test/stately/tool-peer.mjs starts it.
      'npm install --save-dev @statelyai/inspect',
      expect.stringContaining('createInspectorServer({ port: 8080 })'),
    ])
  })
})

describe.concurrent('a line of docs/inspector.md', () => {
  const asked = (command: string) => lines.filter((line) => line.startsWith(`npx pulsetree ${command} `))

  test.for(asked('watch'))('%s', async (line) => {
    await using feed = await peer('pong')
    await expectInspector(...words(line, feed.endpoint))
  })

  test.for(asked('serve'))('%s', async (line) => {
    await expectInspector(...words(line, 'tcp://127.0.0.1:0').map((word) => word.replace(':7400', ':0')))
  })

  test.for(asked('inspect'))('%s', async (line) => {
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-inspector-'))
    try {
      const file = join(folder, 'feed.jsonl')
      writeFileSync(file, '{"v":1,"at":1,"id":"feed","kind":"phase","from":null,"to":"connecting"}\n')
      await expectInspector(...words(line).map((word) => word.replace('feed.jsonl', file)))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.for(lines.filter((line) => /^npx pulsetree chart( |$)/.test(line)))('%s', async (line) => {
    const folder = mkdtempSync(join(tmpdir(), 'pulsetree-inspector-'))
    try {
      const file = join(folder, 'machines.mjs')
      const machine = "createMachine({ id: 'door', initial: 'shut', states: { shut: {} } })"
      writeFileSync(
        file,
        `import { createMachine } from ${JSON.stringify(import.meta.resolve('xstate'))}\nexport const door = ${machine}`,
      )
      const { status, stdout } = await cliResult(
        ...words(line).map((word) => (word === 'machines.mjs' ? file : word)),
      )
      expect(status).toBe(0)
      expect(stdout).toMatch(/connection|<svg|stateDiagram-v2/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

/** It says where its inspector is, and ends in order. */
async function expectInspector(...args: readonly string[]): Promise<void> {
  await using run = cli(...args)
  await run.complaint(ADDRESS)
  run.signal('SIGINT')
  expect(await run.ended).toEqual({ status: 0, signal: null })
}

/** What the command line gets of it, with an endpoint that is there. */
function words(line: string, endpoint?: string): string[] {
  return line
    .replace('npx pulsetree ', '')
    .split(' ')
    .map((word) => (endpoint !== undefined && word.startsWith('tcp://') ? endpoint : word))
}
