/** The Chromium that comes as a package, unpacked once. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../../package.json' with { type: 'json' }

const version = manifest.devDependencies['@sparticuz/chromium']
const cache = fileURLToPath(new URL('../../../node_modules/.cache/pulsetree', import.meta.url))

/** The path of its program; null where it does not run, which is everywhere but on Linux for x64. */
export async function packedChromium(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const home = join(cache, `chromium-${version}`)
  if (!existsSync(home)) await unpackTo(home)
  return join(home, 'chromium')
}

/** Several test files may do this at the same time, so it only appears under its name when it is whole. */
async function unpackTo(home: string): Promise<void> {
  const { default: packed } = await import('@sparticuz/chromium')
  mkdirSync(dirname(home), { recursive: true })
  const fresh = mkdtempSync(`${home}-`)
  const { TMPDIR: before } = process.env
  Object.assign(process.env, { TMPDIR: fresh })
  try {
    await packed.executablePath()
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'TMPDIR')
    else Object.assign(process.env, { TMPDIR: before })
  }
}
