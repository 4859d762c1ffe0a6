/** The Go compiler, where the machine has one. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('go/server.go', import.meta.url))

/** Builds the server in Go; null where that cannot be. */
export function goServer(folder: string): string | null {
  const binary = join(folder, 'server-go')
  const { status } = spawnSync('go', ['build', '-o', binary, SOURCE], { stdio: 'ignore' })
  return status === 0 ? binary : null
}
