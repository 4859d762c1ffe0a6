/** The public names: what each entry of the package exports, as against the list that was agreed on. */
import { posix } from 'node:path'
import ts from 'typescript'
import { entriesOf } from './entries.ts'
import type { Project } from './project.ts'

export const PINNED = 'test/public-names.json'

/** The sorted names of each entry: `{ ".": […], "./tcp": […] }`. */
export type PublicNames = Readonly<Record<string, readonly string[]>>

/** Compares with {@link PINNED}, name by name. */
export function publicNamesArePinned(project: Project): string[] {
  const pinned: PublicNames = JSON.parse(project.get(PINNED)?.text ?? '{}')
  const actual = publicNames(project)
  return [...new Set([...Object.keys(actual), ...Object.keys(pinned)])].flatMap((entry) => {
    const before = pinned[entry] ?? []
    const now = actual[entry] ?? []
    return [
      ...now.filter((name) => !before.includes(name)).map((name) => `${entry} has the new name ${name}`),
      ...before.filter((name) => !now.includes(name)).map((name) => `${entry} lost the name ${name}`),
    ].map(
      (change) => `${change}: if that is meant, run \`npm run house:update\` and tell users in the changelog`,
    )
  })
}

/** Read from the `exports` of package.json and the sources behind them. */
export function publicNames(project: Project): PublicNames {
  return Object.fromEntries(
    entriesOf(project).map(({ name, path }) => [name, [...exportedNames(project, path)].sort()]),
  )
}

function exportedNames(project: Project, path: string): Set<string> {
  const names = new Set<string>()
  for (const statement of project.get(path)?.syntax.statements ?? []) {
    for (const name of namesOf(project, path, statement)) names.add(name)
  }
  return names
}

function* namesOf(project: Project, path: string, statement: ts.Statement): Generator<string> {
  if (ts.isExportAssignment(statement)) yield 'default'
  if (ts.isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier } = statement
    if (exportClause !== undefined && ts.isNamedExports(exportClause))
      for (const { name } of exportClause.elements) yield name.text
    else if (exportClause !== undefined) yield exportClause.name.text
    else if (moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier))
      yield* exportedNames(project, posix.join(posix.dirname(path), moduleSpecifier.text))
    return
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return
  if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) yield 'default'
  else if (ts.isVariableStatement(statement))
    for (const { name } of statement.declarationList.declarations) yield name.getText()
  else if ('name' in statement) yield (statement.name as ts.Identifier).text
}
