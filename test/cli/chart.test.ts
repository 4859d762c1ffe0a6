import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { chart } from '../../src/cli/chart.ts'
import { readWords } from '../../src/cli/words.ts'
import { builtProgram } from '../support/cli.ts'

function printed(...args: readonly string[]): Promise<string> {
  const asked = readWords(['chart', ...args])
  if (asked.command === 'help') throw new Error('help was not asked for')
  return chart(asked.given)
}

describe('chart', () => {
  test('without a name lists those there are', async () => {
    expect(await printed()).toBe('connection\nsupervisor\nidentity\nbreaker')
  })

  test.each(['connection', 'supervisor', 'identity', 'breaker'])(
    'prints %s as Mermaid unless told otherwise',
    async (name) => {
      expect(await printed(name)).toContain('stateDiagram-v2')
      expect(await printed(name, '--format', 'mermaid')).toBe(await printed(name))
    },
  )

  test('prints JSON that names every state', async () => {
    const { root } = JSON.parse(await printed('connection', '--format', 'json'))
    expect(root.states.map(({ id }: { id: string }) => id)).toContain('suspect')
  })

  test('prints the committed picture', async () => {
    expect(await printed('connection', '--format', 'svg')).toMatch(/^<svg /)
  })

  test('names those there are when asked for another', async () => {
    await expect(printed('brain')).rejects.toThrow(
      'chart: there is no "brain"; there are connection, supervisor, identity, breaker',
    )
  })
})

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pulsetree-charts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'machines.mjs')
writeFileSync(
  file,
  `import { createMachine } from ${JSON.stringify(import.meta.resolve('xstate'))}
  export const door = createMachine({ id: 'door' })
  export const light = createMachine({ id: 'traffic', initial: 'red', states: { red: { after: { 1000: 'green' } }, green: {} } })`,
)
const alone = join(folder, 'alone.mjs')
writeFileSync(alone, `export { light } from ${JSON.stringify(file)}\nsetInterval(() => {}, 1_000)`)

describe('chart --from', () => {
  test('lists several machines, and prints one by the name of its export or by its id', async () => {
    expect(await printed('--from', file)).toBe('door\nlight')
    expect(await printed('light', '--from', file)).toContain('after 1000 ms')
    expect(await printed('traffic', '--from', file)).toBe(await printed('light', '--from', file))
    expect(JSON.parse(await printed('door', '--from', file, '--format', 'json'))).toMatchObject({
      id: 'door',
    })
  })

  test('draws a picture of it, as those of the project are drawn', async () => {
    const svg = await printed('light', '--from', file, '--format', 'svg')
    expect(svg).toMatch(/^<svg /)
    expect(svg).toContain(' id="state-red"')
  })

  test('names those there are when asked for another', async () => {
    await expect(printed('lamp', '--from', file)).rejects.toThrow(
      `--from: ${JSON.stringify(file)}: there is no "lamp"; there are door, light`,
    )
  })

  test('ends, whatever the module has begun', () => {
    const main = builtProgram('cli/main.js')
    const { status, stdout } = spawnSync(process.execPath, [main, 'chart', '--from', alone], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(status).toBe(0)
    expect(stdout).toContain('stateDiagram-v2')
  })

  test('says what a picture needs where that is not installed; texts need nothing', () => {
    // An installation of the package as its users have it: with what it depends on, and nothing else.
    const home = join(folder, 'installed')
    const modules = join(home, 'node_modules')
    mkdirSync(modules, { recursive: true })
    cpSync(join(root, 'dist'), join(modules, 'pulsetree', 'dist'), { recursive: true })
    cpSync(join(root, 'package.json'), join(modules, 'pulsetree', 'package.json'))
    for (const name of ['commander', 'picocolors', 'rxjs', 'ws', 'xstate', 'tslib'])
      symlinkSync(join(root, 'node_modules', name), join(modules, name))
    const main = join(modules, 'pulsetree', 'dist', 'cli', 'main.js')
    const run = (format: string) =>
      spawnSync(process.execPath, [main, 'chart', 'light', '--from', file, '--format', format], {
        encoding: 'utf8',
      })
    expect(run('svg')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'pulsetree: --format: svg of your own machine needs elkjs: npm install elkjs@0.12.1\n',
    })
    expect(run('mermaid')).toMatchObject({ status: 0, stderr: '' })
  })
})
