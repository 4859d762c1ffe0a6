/** What may stand inside a source file. Each rule takes a project and returns its breaches, as sentences. */
import ts from 'typescript'
import { at } from './layers.ts'
import { type File, inFolder, lineOf, nodesOf, type Project } from './project.ts'

const LONGEST_FILE = 400

/** Charts hold no XState timers and no children: both cost time in proportion to all siblings. */
export function chartsHoldNoTimersOrChildren(project: Project): string[] {
  return inFolder(project, 'src/machines')
    .filter((file) => file.imports.some(({ specifier }) => specifier === 'xstate'))
    .flatMap((file) => [...nodesOf(file.syntax)].flatMap((node) => chartBreach(file, node)))
}

function chartBreach(file: File, node: ts.Node): string[] {
  if (ts.isIdentifier(node) && node.text === 'spawnChild')
    return [
      at(
        file,
        lineOf(file, node),
        'spawnChild copies all children at every spawn: create the actor with a parent instead',
      ),
    ]
  if (!ts.isObjectLiteralElement(node) || node.name === undefined) return []
  const name = node.name.getText(file.syntax)
  const delaysSend =
    name === 'delay' && isArgumentOf(node.parent, ['raise', 'sendTo', 'sendParent', 'forwardTo'])
  if (name !== 'after' && name !== 'delays' && !delaysSend) return []
  return [
    at(
      file,
      lineOf(file, node),
      `\`${name}\` makes every stop walk all timers of the system: let a stream send an event instead`,
    ),
  ]
}

function isArgumentOf(node: ts.Node, callees: readonly string[]): boolean {
  return ts.isCallExpression(node.parent) && callees.includes(node.parent.expression.getText())
}

/** No source file is longer than anyone can keep in mind. */
export function filesStaySmall(project: Project): string[] {
  return inFolder(project, 'src').flatMap((file) => {
    const lines = file.text.replace(/\n$/, '').split('\n').length
    return lines > LONGEST_FILE
      ? [`${file.path} has ${lines} lines, ${LONGEST_FILE} are allowed: split it by idea, not by size`]
      : []
  })
}

const BARE_GLOBALS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance'])
const BARE_MEMBERS = new Set([
  'Math.random',
  'process.hrtime',
  'process.uptime',
  'crypto.randomUUID',
  'crypto.getRandomValues',
  ...[...BARE_GLOBALS].map((name) => `globalThis.${name}`),
])
const BARE_MODULES = new Set(['timers', 'timers/promises', 'perf_hooks'])
const BARE_SCHEDULERS = new Set(['asyncScheduler', 'asapScheduler', 'animationFrameScheduler'])
/** RxJS functions that take the platform's clock unless their last argument is a scheduler. */
const TIMED = new Set([
  'timer',
  'interval',
  'delay',
  'debounceTime',
  'auditTime',
  'sampleTime',
  'throttleTime',
])

/** Time and chance are arguments: outside `src/clock` nobody takes them from the platform. */
export function timeAndChanceAreArguments(project: Project): string[] {
  return inFolder(project, 'src')
    .filter((file) => !file.path.startsWith('src/clock/'))
    .flatMap((file) => {
      const own = namesDeclaredIn(file)
      const fromRxJS = namesImportedFrom(file, 'rxjs')
      const modules = file.imports
        .filter(({ specifier }) => BARE_MODULES.has(specifier.replace(/^node:/, '')))
        .map(({ specifier, line }) =>
          at(file, line, `imports ${specifier}: take a Clock as an argument instead`),
        )
      const uses = [...nodesOf(file.syntax)].flatMap((node) => {
        const name = bareName(node, own, fromRxJS)
        return name === null
          ? []
          : [at(file, lineOf(file, node), `uses ${name}: take a Clock or a Random as an argument instead`)]
      })
      return [...modules, ...uses]
    })
}

/** What `node` takes from the platform unasked, or null. */
function bareName(node: ts.Node, own: ReadonlySet<string>, fromRxJS: ReadonlySet<string>): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const member = `${node.expression.getText()}.${node.name.text}`
    return BARE_MEMBERS.has(member) ? member : null
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    const name = node.expression.text
    return TIMED.has(name) && fromRxJS.has(name) && !endsInScheduler(node)
      ? `${name}() without a scheduler`
      : null
  }
  if (!ts.isIdentifier(node) || !isReference(node)) return null
  if (BARE_SCHEDULERS.has(node.text) && fromRxJS.has(node.text)) return node.text
  return BARE_GLOBALS.has(node.text) && !own.has(node.text) ? node.text : null
}

/** A guess by form, and a safe one: a scheduler is never the first argument, and never a number or an object literal. */
function endsInScheduler(call: ts.CallExpression): boolean {
  const last = call.arguments.at(-1)
  if (last === undefined || call.arguments.length < 2) return false
  return !ts.isNumericLiteral(last) && !ts.isObjectLiteralExpression(last)
}

/** True for an identifier that stands for a value: not the name of a property, of a type, or of what it declares. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isTypeReferenceNode(parent) || ts.isTypeQueryNode(parent) || ts.isQualifiedName(parent)) return false
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isShorthandPropertyAssignment(parent)) return true
  return (
    !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node)
  )
}

function namesDeclaredIn(file: File): Set<string> {
  const names = new Set<string>()
  for (const node of nodesOf(file.syntax)) {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)
    const imports = ts.isImportSpecifier(node) || ts.isFunctionDeclaration(node)
    if ((declares || imports) && node.name !== undefined && ts.isIdentifier(node.name))
      names.add(node.name.text)
  }
  return names
}

function namesImportedFrom(file: File, module: string): Set<string> {
  const names = new Set<string>()
  for (const statement of file.syntax.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const bindings = statement.importClause?.namedBindings
    if (statement.moduleSpecifier.text !== module || bindings === undefined || !ts.isNamedImports(bindings))
      continue
    for (const { name } of bindings.elements) names.add(name.text)
  }
  return names
}

/** Every source file with something to run has its test at the mirrored path, but for `exceptions` (path → reason). */
export function testsMirrorSources(project: Project, exceptions: ReadonlyMap<string, string>): string[] {
  return inFolder(project, 'src').flatMap((file) => {
    const test = mirrored(file.path)
    if (project.has(test) || exceptions.has(file.path) || !file.syntax.statements.some(runs)) return []
    return [`${file.path} has no test: write ${test}`]
  })
}

/** Exceptions for files that are gone, or that have a test after all. */
export function staleExceptions(project: Project, exceptions: ReadonlyMap<string, string>): string[] {
  return [...exceptions.keys()]
    .filter((path) => !project.has(path) || project.has(mirrored(path)))
    .map((path) => `${path} needs no exception any more: take it off the list`)
}

function mirrored(path: string): string {
  return path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')
}

/** False for what vanishes when types are erased, and for re-exports. */
function runs(statement: ts.Statement): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return false
  if (ts.isImportDeclaration(statement)) return statement.importClause === undefined
  if (ts.isExportDeclaration(statement)) return false
  return !(
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
  )
}
