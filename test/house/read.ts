import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Project, projectOf } from './project.ts'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The project as it lies on disk. */
export function readProject(): Project {
  const scripts = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')),
  )
  const others = ['package.json', 'test/public-names.json'].filter((path) => existsSync(join(root, path)))
  return projectOf(
    [...scripts, ...others].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  )
}
