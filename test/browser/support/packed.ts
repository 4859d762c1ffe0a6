/** The Chromium that comes as a package, unpacked once. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../../package.json' with { type: 'json' }

const version = manifest.devDependencies['@sparticuz/chromium']
const cache = fileURLToPath(new URL('../../../node_modules/.cache/pulsetree', import.meta.url))

/** Where the package puts them, which it does only where it takes the machine for one of Amazon's. */
const LIBRARIES = 'al2023/lib'
const AS_AMAZON = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }

/** The path of its program; null where it does not run, as everywhere but on Linux for x64. */
export async function packedChromium(): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  const home = join(cache, `chromium-${version}-whole`)
  if (!existsSync(home)) await unpackTo(home)
  const path = join(home, 'chromium')
  return starts(path, environmentOf(path)) ? path : null
}

/** What a browser is started with: the packed one brings libraries for systems that have none of them. */
export function environmentOf(path: string): NodeJS.ProcessEnv {
  const libraries = join(dirname(path), LIBRARIES)
  if (!existsSync(libraries) || starts(path, process.env)) return process.env
  return { ...process.env, LD_LIBRARY_PATH: libraries }
}

function starts(path: string, env: NodeJS.ProcessEnv): boolean {
  return spawnSync(path, ['--version'], { env }).status === 0
}

/** Several test files may do this at the same time, so it only appears under its name when it is whole. */
async function unpackTo(home: string): Promise<void> {
  const { default: packed } = await import('@sparticuz/chromium')
  mkdirSync(dirname(home), { recursive: true })
  const fresh = mkdtempSync(`${home}-`)
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env
  Object.assign(process.env, AS_AMAZON, { TMPDIR: fresh })
  try {
    await packed.executablePath()
    renameSync(fresh, home)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (!existsSync(home)) throw error
  } finally {
    for (const [name, before] of Object.entries({ TMPDIR, AWS_EXECUTION_ENV })) {
      if (before === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before
    }
  }
}
