/** What the sources and tests are, by when they were written: a run during which they change says nothing of either. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = ['src', 'test']

/** Two of them are the same where no file came, went or was written in between. */
export function treeOf(root: string): string {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => {
      const path = join(root, folder, file)
      return `${path} ${statSync(path).mtimeMs}`
    }),
  )
    .sort()
    .join('\n')
}
