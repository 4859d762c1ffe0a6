import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chartsIn } from '../../src/cli/chart-file.ts'
import { cliResult } from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-chart-'))
afterAll(() => rmSync(folder, { recursive: true }))

const XSTATE = `import { createActor, createMachine, setup } from ${JSON.stringify(import.meta.resolve('xstate'))}\n`
const DOOR =
  "createMachine({ id: 'door', initial: 'shut', states: { shut: { on: { push: 'open' } }, open: {} } })"

/** A module of somebody's. */
function module(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('The machines of a module', () => {
  test('are found among its exports, by their names; a default that has one of its own is not told twice', async () => {
    const file = module(
      'all.mjs',
      `${XSTATE}export const door = ${DOOR}\nexport const other = setup({}).createMachine({ id: 'other' })\nexport default door\nexport const port = 80`,
    )
    const charts = await chartsIn(file)
    expect([...charts].map(([name, { id }]) => [name, id])).toEqual([
      ['door', 'door'],
      ['other', 'other'],
    ])
  })

  test('may be its default alone, and CommonJS', async () => {
    expect([...(await chartsIn(module('default.mjs', `${XSTATE}export default ${DOOR}`))).keys()]).toEqual([
      'default',
    ])
    const file = module(
      'common.cjs',
      `const { createMachine } = require(${JSON.stringify(new URL(import.meta.resolve('xstate')).pathname)})\nexports.door = ${DOOR}`,
    )
    expect([...(await chartsIn(file)).values()].map(({ id }) => id)).toEqual(['door'])
  })
})

// By the built program: here an import is another one than Node's.
describe.concurrent('What cannot be drawn is told in one line that names the file, and what to do', () => {
  test.for([
    [
      'throws.mjs',
      'throw new Error("no\\nconfiguration")',
      /throws while it is loaded \(Error: no configuration\); export/,
    ],
    ['broken.mjs', 'export const', /throws while it is loaded \(SyntaxError/],
    ['lacks.mjs', "import 'no-such-package'", /throws while it is loaded \(Error: Cannot find package/],
    ['data.txt', 'text', /this Node loads \.js, \.mjs and \.cjs alone/],
    ['empty.mjs', '', /it exports nothing; export what createMachine answers/],
    [
      'others.mjs',
      `${XSTATE}export const actor = createActor(${DOOR}), made = setup({}), old = { withContext() {} }\n` +
        'export const port = 80, none = null, options = {}\nexport default () => {}',
      /no machine of XState 5 among its exports \(actor is an actor; its machine is what can be drawn, default is a function, made is a setup, without its machine, none is null, old is a machine of XState 4, options is an object, port is a number\); export what/,
    ],
    [
      'bad.mjs',
      `${XSTATE}export const bad = createMachine({ initial: 'gone', states: { here: {} } })`,
      /"bad" is a machine that cannot be read \(.*gone/,
    ],
  ] as const)('%s', async ([name, text, problem]) => {
    const file = module(name, text)
    const { status, stdout, stderr } = await cliResult('chart', '--from', file)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(problem)
    expect(stderr).toContain(`pulsetree: --from: ${JSON.stringify(file)}: `)
    expect(stderr.trimEnd()).not.toContain('\n')
  })

  test.for(['missing.mjs', '.'])('%s', async (name) => {
    await expect(chartsIn(join(folder, name))).rejects.toThrow(/there is no such file/)
  })
})
