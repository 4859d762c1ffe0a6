/** What is in the package, what is not, and what a stranger's compiler makes of its types. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import {
  BY_BUNDLER,
  BY_NODE,
  complaints,
  IN_A_PAGE,
  IN_NODE,
  MISTAKES,
  NODE,
  PAGE,
  STRICT,
} from './support/consumers.ts'
import { INSTALL_WITHIN_MS, test } from './support/project.ts'

/** Outside of dist everything by name; inside, what a build may make of a source. */
const BELONGS = [
  /^(CHANGELOG|PROTOCOL|README)\.md$/,
  /^LICENSE$/,
  /^package\.json$/,
  /^visualizations\/charts\/[a-z-]+\.(svg|mmd|json)$/,
  // What choosing a detector needs.
  /^docs\/[a-z-]+\.md$/,
  /^visualizations\/(detection|storm)\/[a-z-]+\.svg$/,
  /^dist\/(index|browser)\.(js|d\.ts)$/,
  /^dist\/inspector\/page\.html$/,
  /^dist\/(breaker|charts|cli|clock|inspector|machines|monitoring|pool|programs|registry|rpc|stately|supervisor|testing|transport)\/([a-z0-9-]+\/)*[a-z0-9-]+\.(js|d\.ts)$/,
]

describe('The packed package', { timeout: INSTALL_WITHIN_MS }, () => {
  test('it holds what runs, its types and its papers, and nothing of how it is made', ({ project }) => {
    const { packed } = project
    expect(packed.filter((path) => !BELONGS.some((pattern) => pattern.test(path)))).toEqual([])
    expect(packed.filter((path) => /\.test\.|support|fixture|bench/.test(path))).toEqual([])
    for (const pattern of BELONGS)
      expect(
        packed.some((path) => pattern.test(path)),
        `${pattern}`,
      ).toBe(true)
  })

  test('every entry has its program and its types', ({ project }) => {
    const files = Object.values(project.manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    )
    for (const file of files) {
      expect(project.packed).toContain(file.slice(2))
      if (file.endsWith('.js')) expect(project.packed).toContain(file.slice(2).replace(/\.js$/, '.d.ts'))
    }
  })

  test('nothing in it says where it was made', ({ project }) => {
    const folder = project.path('node_modules/pulsetree')
    const telltale = project.packed.filter((path) => {
      const text = readFileSync(join(folder, path), 'utf8')
      return text.includes(process.cwd()) || /sourceMappingURL/.test(text)
    })
    expect(telltale).toEqual([])
  })

  test('it brings what it needs to run, and nothing that only its makers need', ({ project }) => {
    const brought = ['commander', 'picocolors', 'rxjs', 'ws', 'xstate']
    for (const name of brought) expect(existsSync(project.path(`node_modules/${name}`)), name).toBe(true)
    for (const name of ['vitest', 'typescript', 'vite', 'engine.io'])
      expect(existsSync(project.path(`node_modules/${name}`)), name).toBe(false)
  })
})

describe('Of the installed package a strict compiler accepts', { timeout: INSTALL_WITHIN_MS }, () => {
  test('a program for Node, resolved as Node does', async ({ project }) => {
    expect(await complaints(project, IN_NODE, { ...STRICT, ...NODE, ...BY_NODE })).toEqual([])
  })

  test('a program for Node, resolved as bundlers do', async ({ project }) => {
    expect(await complaints(project, IN_NODE, { ...STRICT, ...NODE, ...BY_BUNDLER })).toEqual([])
  })

  test('the strictest settings there are', async ({ project }) => {
    // XState's own declarations do not bear exactOptionalPropertyTypes, so libraries are not looked into here.
    const strictest = {
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      isolatedModules: true,
    }
    const options = { ...STRICT, ...NODE, ...BY_NODE, ...strictest, skipLibCheck: true }
    expect(await complaints(project, IN_NODE, options)).toEqual([])
  })

  test('a program for browsers, which knows nothing of Node', async ({ project }) => {
    const options = { ...STRICT, ...PAGE, ...BY_BUNDLER, customConditions: ['browser'] }
    expect(await complaints(project, IN_A_PAGE, options)).toEqual([])
  })

  test.for(['ES2022', 'ES2023'])(
    'one whose compiler knows %s and the DOM alone, and looks into libraries',
    async (lib, { project }) => {
      const page = { lib: [lib, 'DOM'], types: [], target: lib }
      const options = { ...STRICT, ...page, ...BY_BUNDLER, customConditions: ['browser'] }
      expect(await complaints(project, IN_A_PAGE, options)).toEqual([])
    },
  )

  test('the same where nobody told it of browsers, as in a new Vite project', async ({ project }) => {
    const options = { ...STRICT, ...PAGE, ...BY_BUNDLER, skipLibCheck: true }
    expect(await complaints(project, IN_A_PAGE, options)).toEqual([])
  })

  test('no mistake', async ({ project }) => {
    const [first, second, third, ...others] = await complaints(project, MISTAKES, {
      ...STRICT,
      ...NODE,
      ...BY_NODE,
    })
    expect(first).toContain("'nome' does not exist")
    expect(second).toContain("'conect' does not exist")
    expect(third).toContain("to parameter of type 'TcpTarget'")
    expect(others).toEqual([])
  })
})
