/** The sources as the house rules see them: text, syntax, and who imports whom. Works on files and on planted ones. */
import { posix } from 'node:path'
import ts from 'typescript'

export interface Source {
  /** From the top of the repository, with forward slashes: `src/clock/clock.ts`. */
  readonly path: string
  readonly text: string
}

export interface Import {
  /** As written: `./clock.ts`, `rxjs`, `node:net`. */
  readonly specifier: string
  /** The file it means, for an import of the project's own; null for anything from outside. */
  readonly file: string | null
  readonly line: number
}

export interface File extends Source {
  readonly syntax: ts.SourceFile
  readonly imports: readonly Import[]
}

/** Every file by its path, in the order of the paths. */
export type Project = ReadonlyMap<string, File>

export function projectOf(sources: readonly Source[]): Project {
  const sorted = [...sources].sort((a, b) => (a.path < b.path ? -1 : 1))
  return new Map(sorted.map((source) => [source.path, fileOf(source)]))
}

export function inFolder(project: Project, folder: string): File[] {
  return [...project.values()].filter(
    (file) => file.path.startsWith(`${folder}/`) && file.path.endsWith('.ts'),
  )
}

export function lineOf(file: { readonly syntax: ts.SourceFile }, node: ts.Node): number {
  return file.syntax.getLineAndCharacterOfPosition(node.getStart(file.syntax)).line + 1
}

/** `node` and everything below it. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* nodesOf(child)
}

function fileOf({ path, text }: Source): File {
  const syntax = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: Import[] = []
  for (const node of path.endsWith('.ts') ? nodesOf(syntax) : []) {
    const specifier = specifierOf(node)
    if (specifier === null) continue
    imports.push({ specifier, file: resolve(path, specifier), line: lineOf({ syntax }, node) })
  }
  return { path, text, syntax, imports }
}

/** What `node` imports, in any of the ways there are: import, export from, `import()`, `import('…').Type`. */
function specifierOf(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier)
  if (ts.isExternalModuleReference(node)) return literal(node.expression)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0])
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal)
  return null
}

function literal(node: ts.Node | undefined): string | null {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : null
}

function resolve(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}
