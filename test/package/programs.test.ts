/** What a stranger who has installed the package can run, under every Node that is supported. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { blocks, paper } from '../docs/support/markdown.ts'
import { mustSucceed, npm, root } from './support/commands.ts'
import { FETCH_WITHIN_MS, nodeOf, VERSIONS } from './support/nodes.ts'
import { INSTALL_WITHIN_MS, type Project, test } from './support/project.ts'
import { orSkip } from './support/registry.ts'

const OVER_TCP = `
import { pingPong, supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'

const fleet = supervise()
const heartbeat = { protocol: pingPong, everyMs: 50 }
const server = fleet.listen('server', tcp.listen({ port: 0 }), { heartbeat, onOpen: (link) => link.send('hello') })
const client = fleet.connect('client', tcp(await server.ready), { heartbeat })
client.frames$.subscribe((frame) => console.log(frame.text, fleet.stop() instanceof Promise))
console.log(await fleet.ended)
`

/** Every entry, as ES modules and as the older `require` sees them: its names. */
const ENTRIES = `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const names = {}
for (const entry of process.argv.slice(2)) {
  const imported = Object.keys(await import(entry)).sort()
  const required = Object.keys(require(entry)).filter((name) => name !== '__esModule' && name !== 'module.exports')
  names[entry] = { imported, required: required.sort() }
}
console.log(JSON.stringify(names))
`

/** Entries that stand on a package which only their users install. */
const STANDS_ON: ReadonlyMap<string, string> = new Map([
  ['pulsetree/registry/etcd', 'etcd3'],
  ['pulsetree/registry/zookeeper', 'node-zookeeper-client'],
])

const pinned: Record<string, string[]> = JSON.parse(
  readFileSync(join(root, 'test/public-names.json'), 'utf8'),
)

describe.each(VERSIONS)('Under Node %s', { timeout: INSTALL_WITHIN_MS + FETCH_WITHIN_MS }, (version) => {
  test('the first program of the README runs as it stands', async ({ project, skip }) => {
    const [program = ''] = blocks(paper('README.md'), 'ts')
    project.write({ 'first.js': program })
    const lines = (await output(project, await orSkip(skip, nodeOf(version)), 'first.js')).split('\n')
    expect(lines).toEqual(['connecting ', 'alive ', 'hello', 'dead cancelled', 'stopped cancelled', ''])
  })

  test('ten lines over TCP run', async ({ project, skip }) => {
    project.write({ 'over-tcp.js': OVER_TCP })
    const said = await output(project, await orSkip(skip, nodeOf(version)), 'over-tcp.js')
    expect(said).toBe("hello true\n{ kind: 'stopped', killed: [] }\n")
  })

  test('every entry can be imported and required, and has the names that were agreed on', async ({
    project,
    skip,
  }) => {
    project.write({ 'entries.js': ENTRIES })
    const node = await orSkip(skip, nodeOf(version))
    const entries = entriesOf(project).filter((entry) => !STANDS_ON.has(entry))
    const names: Record<string, { imported: string[]; required: string[] }> = JSON.parse(
      await output(project, node, 'entries.js', ...entries),
    )
    expect(Object.keys(names)).toEqual(entries)
    for (const [entry, { imported, required }] of Object.entries(names)) {
      expect(required, entry).toEqual(imported)
      expect(imported.length, entry).toBeGreaterThan(0)
      expect(pinned[entry.replace(/^pulsetree/, '.')], entry).toEqual(expect.arrayContaining(imported))
    }
  })
})

describe('Installed', { timeout: INSTALL_WITHIN_MS }, () => {
  test.for([...STANDS_ON])(
    '%s says that %s is missing, where it is',
    async ([entry, needed], { project }) => {
      project.write({ 'needy.js': `await import('${entry}')` })
      const { status, stderr } = await project.node(process.execPath, 'needy.js')
      expect(status).toBe(1)
      expect(stderr).toContain(`Cannot find package '${needed}'`)
    },
  )

  test('the command line is there', async ({ project }) => {
    const help = mustSucceed(await npm(['exec', '--offline', '--', 'pulsetree', '--help'], project.folder))
    expect(help).toMatch(/^Usage: pulsetree/)
    for (const command of ['watch', 'serve', 'chart']) expect(help).toContain(command)
    const chart = await npm(
      ['exec', '--offline', '--', 'pulsetree', 'chart', 'connection', '--format', 'mermaid'],
      project.folder,
    )
    expect(mustSucceed(chart)).toContain('stateDiagram-v2')
  })

  test('what a browser is given starts without Node', async ({ project }) => {
    const entries = entriesOf(project).filter(
      (entry) => `${entry.replace(/^pulsetree/, '.')} (browser)` in pinned,
    )
    expect(entries).not.toEqual([])
    project.write({
      'as-browser.js': `for (const entry of process.argv.slice(2)) console.log(Object.keys(await import(entry)).join())`,
    })
    const said = await output(project, process.execPath, '--conditions=browser', 'as-browser.js', ...entries)
    const expected = entries.map((entry) => pinned[`${entry.replace(/^pulsetree/, '.')} (browser)`] ?? [])
    for (const [index, line] of said.trimEnd().split('\n').entries())
      expect(expected[index]).toEqual(expect.arrayContaining(line.split(',')))
  })
})

async function output(project: Project, node: string, ...args: readonly string[]): Promise<string> {
  return mustSucceed(await project.node(node, ...args))
}

/** As a program writes them: `pulsetree/tcp`. */
function entriesOf({ manifest }: Project): string[] {
  return Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith('.json'))
    .map((entry) => entry.replace(/^\./, 'pulsetree'))
}
