/**
 * Turns TypeScript into what plain `node` runs. The programs that are measured must not run under a loader: tsx wraps
 * every named function it meets, which costs a peer made of closures more than one made of classes.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Compiles every file below these folders of the project; the caller removes the answered folder when done. It lies
 * below `node_modules`, so that packages are found from it.
 */
export function compile(folders: readonly string[]): string {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const out = mkdtempSync(join(cache, 'pulsetree-bench-'))
  writeFileSync(join(out, 'package.json'), '{"type":"module"}')
  for (const path of folders.flatMap(sourcesBelow)) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, path), 'utf8'), {
      fileName: path,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    const target = join(out, path.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, outputText)
  }
  return out
}

/** Paths from the root of the project. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => join(folder, path))
}
