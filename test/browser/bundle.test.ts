/** What a browser gets when a page imports the supervisor and its WebSocket: nothing of Node's, and nothing else. */
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { chunkOf } from './support/bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { code, modules } = await chunkOf(fileURLToPath(new URL('pages/connection.ts', import.meta.url)))

/** Names of Node's that a page does not have; `global` is not here, since XState asks whether it is there. */
const NODES_OWN = new Set([
  'Buffer',
  'process',
  'require',
  'module',
  '__dirname',
  '__filename',
  'setImmediate',
])

describe('The bundle of a page with one connection', () => {
  test('is made of our sources, XState and RxJS (with its tslib) alone', () => {
    const packages = modules
      .map((path) => path.replace(root, ''))
      .map((path) => /^(node_modules\/[^/]+|src|test)\//.exec(path)?.[1] ?? path)
    expect(new Set(packages)).toEqual(
      new Set(['src', 'test', 'node_modules/rxjs', 'node_modules/tslib', 'node_modules/xstate']),
    )
  })

  test('has the browser’s WebSocket in it, and no other transport that dials', () => {
    const files = modules.map((path) => path.replace(root, ''))
    expect(files).toContain('src/transport/websocket-browser.ts')
    expect(
      files.filter((path) =>
        /^src\/transport\/(tcp|tls|unix|websocket|worker|socket)\b(?!-browser|\/)/.test(path),
      ),
    ).toEqual([])
  })

  test('has the supervisor of pages in it, and neither the whole one nor XState’s interpreter of charts', () => {
    const files = modules.map((path) => path.replace(root, ''))
    expect(files).toEqual(
      expect.arrayContaining([
        'src/supervisor/flat.ts',
        'src/machines/page-chart.ts',
        'src/machines/life.ts',
      ]),
    )
    expect(
      files.filter((path) =>
        /^src\/supervisor\/(supervisor|branch|children|listener)\.ts|\/StateMachine-/.test(path),
      ),
    ).toEqual([])
  })

  test('imports nothing, and names nothing that only Node has', () => {
    expect(ts.preProcessFile(code).importedFiles).toEqual([])
    expect([...freeNames(code)].filter((name) => NODES_OWN.has(name))).toEqual([])
  })
})

/** Every identifier that stands for a value, but not behind `typeof`: asking whether something is there does no harm. */
function freeNames(text: string): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isTypeOfExpression(node)) return
    if (ts.isIdentifier(node) && !isMember(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('bundle.js', text, ts.ScriptTarget.ESNext, true))
  return names
}

/** Whether it only names a member of something. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node
  return !ts.isShorthandPropertyAssignment(parent) && 'name' in parent && parent.name === node
}
