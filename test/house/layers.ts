/** Who may know whom. Each rule takes a project and returns its breaches, each a sentence that says what to do. */
import { isBuiltin } from 'node:module'
import ts from 'typescript'
import { entriesOf } from './entries.ts'
import { type File, type Import, inFolder, lineOf, type Project } from './project.ts'

const CONTRACT = 'src/transport/transport.ts'
/** What the contract may consist of besides. */
const PARTS = ['src/transport/cause.ts', 'src/transport/option.ts']

/** What liveness is for: each a folder and an entry of its own. */
const PURPOSES = ['src/registry', 'src/pool', 'src/breaker', 'src/rpc', 'src/monitoring']
/** What those may know of the registry. */
const REGISTRY = 'src/registry/registry.ts'
/** Who shows them, draws their charts, or has them in simulated worlds and looks at what they promise. */
const SHOWS_PURPOSES = [
  'src/cli',
  'src/inspector',
  'src/charts',
  'src/testing/invariants',
  'src/testing/simulation',
]
/** What the inspector and its page say to each other. */
const WIRE = 'src/inspector/wire.ts'
/** What whoever keeps its model needs beside that. */
const SHARED = [WIRE, 'src/inspector/nodes.ts']
/** What the inspector may know. */
const LOOKED_AT = ['src/supervisor', 'src/machines', 'src/transport', 'src/clock', 'src/charts']

/** `src/clock` imports nothing of the project, and from outside only rxjs. */
export function clockStandsAlone(project: Project): string[] {
  return breachesIn(inFolder(project, 'src/clock'), ({ file, specifier }) => {
    if (file !== null)
      return within(file, 'src/clock') ? null : 'the clock knows nobody: pass what it needs as an argument'
    return specifier === 'rxjs'
      ? null
      : 'the clock may use rxjs alone: do without, or move this code out of src/clock'
  })
}

/** `src/transport` knows sockets and no states. */
export function transportKnowsNoStates(project: Project): string[] {
  return breachesIn(inFolder(project, 'src/transport'), ({ file, specifier }) => {
    if (isXState(specifier))
      return 'a transport knows no states: report to the LinkOwner and let a machine decide'
    if (file === null || !within(file, 'src/machines', 'src/supervisor', 'src/cli')) return null
    return 'a transport serves those above and never looks up: move what is shared into src/transport or src/clock'
  })
}

/** `src/machines` sees transports through the contract alone, and touches nothing of Node's. */
export function machinesSeeTheContractOnly(project: Project): string[] {
  return breachesIn(inFolder(project, 'src/machines'), ({ file, specifier }) => {
    if (isNode(specifier)) return `machines run in browsers too: put this behind ${CONTRACT} or the Clock`
    if (file === null || file === CONTRACT || within(file, 'src/machines', 'src/clock')) return null
    return `machines import src/machines, src/clock and ${CONTRACT}: extend the contract or take it as an option`
  })
}

/** `src/supervisor` keeps connections through machines and the contract, and touches nothing of Node's. */
export function supervisorSeesMachinesOnly(project: Project): string[] {
  return breachesIn(inFolder(project, 'src/supervisor'), ({ file, specifier }) => {
    if (isNode(specifier))
      return `the supervisor runs in browsers too: put this behind ${CONTRACT} or the Clock`
    if (file === null || file === CONTRACT) return null
    if (within(file, 'src/supervisor', 'src/machines', 'src/clock')) return null
    return `the supervisor imports src/machines, src/clock and ${CONTRACT}: extend the contract or take it as an option`
  })
}

/** The contract imports no implementation: only the causes it names, how options are checked, and the clock. */
export function contractImportsNoImplementation(project: Project): string[] {
  const contract = project.get(CONTRACT)
  return breachesIn(contract === undefined ? [] : [contract], ({ file, specifier }) => {
    if (file !== null && (PARTS.includes(file) || within(file, 'src/clock'))) return null
    if (file === null && !isNode(specifier)) return null
    return 'the contract imports none of its implementations: describe what is needed as an interface there'
  })
}

/** The inspector reads what is below it, and its model runs in pages as well. */
export function inspectorLooksFromOutside(project: Project): string[] {
  return breachesIn(inFolder(project, 'src/inspector'), ({ file, specifier }, { path }) => {
    if (within(path, 'src/inspector/model')) {
      if (isNode(specifier)) return 'the model runs in pages, too: read files and sockets beside it'
      if (file !== null && within(file, 'src/inspector') && !within(file, 'src/inspector/model'))
        return file === WIRE ? null : `the model knows itself and ${WIRE} alone: hand it what it needs`
    }
    if (file === null || within(file, 'src/inspector', ...LOOKED_AT)) return null
    return `the inspector reads ${LOOKED_AT.join(', ')}: what it needs beside them is an option`
  })
}

/** Nobody's work depends on being looked at. */
export function onlyTheCliOpensTheInspector(project: Project): string[] {
  const others = inFolder(project, 'src').filter(({ path }) => !within(path, 'src/inspector', 'src/cli'))
  return breachesIn(others, ({ file }) => {
    if (file === null || !within(file, 'src/inspector') || SHARED.includes(file)) return null
    return within(file, 'src/inspector/model')
      ? null
      : 'programs open the inspector, the library does not: move what is shared below both'
  })
}

/** What liveness is for sees supervisors from outside, and each other by contract alone; who does without it carries none of it. */
export function purposesStandApart(project: Project): string[] {
  return breachesIn(inFolder(project, 'src'), ({ file }, { path }) => {
    const own = PURPOSES.find((folder) => within(path, folder))
    const theirs = file === null ? undefined : PURPOSES.find((folder) => within(file, folder))
    if (theirs !== undefined && theirs !== own) {
      if (within(path, ...SHOWS_PURPOSES) || (own !== undefined && file === REGISTRY)) return null
      return `nobody depends on ${theirs}: be handed what you need, or move it below both`
    }
    if (own === undefined || file === null || theirs === own || [CONTRACT, ...PARTS].includes(file))
      return null
    if (file === 'src/index.ts' || within(file, 'src/supervisor', 'src/machines', 'src/clock')) return null
    return `${own} imports the supervisor and below, and ${CONTRACT}: take the rest as an option`
  })
}

/** The command line sits on top: nobody imports it. */
export function nobodyImportsTheCli(project: Project): string[] {
  const others = inFolder(project, 'src').filter((file) => !within(file.path, 'src/cli'))
  return breachesIn(others, ({ file }) =>
    file !== null && within(file, 'src/cli')
      ? 'the command line is thin: move what is shared into the library'
      : null,
  )
}

/** `src/index.ts` is a list of names. */
export function indexOnlyNames(project: Project): string[] {
  const index = project.get('src/index.ts')
  if (index === undefined) return []
  return index.syntax.statements
    .filter((statement) => !isNamedReExport(statement))
    .map((statement) =>
      at(index, lineOf(index, statement), "write `export { name } from './file.ts'` and nothing else here"),
    )
}

/** Nothing that a browser can get needs Node, types included: the index, and the entries beside it. */
export function browsersMeetNoNode(project: Project): string[] {
  const breaches: string[] = []
  const starts = [
    'src/index.ts',
    ...entriesOf(project).flatMap(({ path, inBrowsers }) => (inBrowsers ? path : [])),
  ]
  const ways = new Map<string, string[]>(starts.map((start) => [start, [start]]))
  for (const [path, way] of ways) {
    for (const { file, specifier } of project.get(path)?.imports ?? []) {
      if (isNode(specifier) || specifier === 'ws')
        breaches.push(`${[...way, specifier].join(' → ')}: give this an entry of its own, as ./tcp has`)
      if (file !== null && !ways.has(file)) ways.set(file, [...way, file])
    }
  }
  return breaches
}

/** No import cycles, imports of types included. Every breach is the way around. */
export function noCycles(project: Project): string[] {
  const breaches: string[] = []
  const done = new Set<string>()
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start >= 0) {
      breaches.push(`${[...way.slice(start), path].join(' → ')}: move what both need into a file below both`)
      return
    }
    if (done.has(path)) return
    for (const { file } of project.get(path)?.imports ?? []) if (file !== null) visit(file, [...way, path])
    done.add(path)
  }
  for (const file of inFolder(project, 'src')) visit(file.path, [])
  return breaches
}

function breachesIn(files: readonly File[], advise: (found: Import, file: File) => string | null): string[] {
  return files.flatMap((file) =>
    file.imports.flatMap((found) => {
      const advice = advise(found, file)
      return advice === null ? [] : [at(file, found.line, `imports ${found.specifier}: ${advice}`)]
    }),
  )
}

/** `path:line what`, as editors and terminals make links of. */
export function at(file: File, line: number, what: string): string {
  return `${file.path}:${line} ${what}`
}

function within(path: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`))
}

function isNode(specifier: string): boolean {
  return specifier.startsWith('node:') || isBuiltin(specifier)
}

function isXState(specifier: string): boolean {
  return specifier === 'xstate' || specifier.startsWith('xstate/') || specifier.startsWith('@xstate/')
}

function isNamedReExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return false
  return statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)
}
