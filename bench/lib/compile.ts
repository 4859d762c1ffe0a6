/**
 * Turns TypeScript into what plain `node` runs. The programs that are measured must not run under a loader: tsx wraps
 * every named function it meets, which costs a peer made of closures more than one made of classes.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Below `node_modules`, so that packages are found from it. */
const CACHE = join(root, 'node_modules', '.cache')
/** What was compiled before, by its source: all of the project takes seconds, and each test of a bench needs it. */
const KNOWN = join(CACHE, 'pulsetree-compiled')

const COMPILER: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
}

/** Compiles every file below these folders of the project; the caller removes the answered folder when done. */
export function compile(folders: readonly string[]): string {
  mkdirSync(KNOWN, { recursive: true })
  const out = mkdtempSync(join(CACHE, 'pulsetree-bench-'))
  writeFileSync(join(out, 'package.json'), '{"type":"module"}')
  for (const path of folders.flatMap(sourcesBelow)) {
    const target = join(out, path.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, compiled(readFileSync(join(root, path), 'utf8')))
  }
  return out
}

function compiled(source: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([ts.version, COMPILER, source]))
    .digest('hex')
  const path = join(KNOWN, `${name}.js`)
  try {
    return readFileSync(path, 'utf8')
  } catch {
    const { outputText } = ts.transpileModule(source, { compilerOptions: COMPILER })
    // Whoever else compiles now reads all of it or nothing.
    const half = `${path}.${process.pid}`
    writeFileSync(half, outputText)
    renameSync(half, path)
    return outputText
  }
}

/** Paths from the root of the project. */
function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => join(folder, path))
}
