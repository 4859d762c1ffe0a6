/** Stands between the bench and the server in Go: orders go there by lines, and come back as what was told. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { input, tell } from '../lib/told.ts'
import type { Pace, Terms } from './terms.ts'

interface GoHostInput extends Terms, Pace {
  /** What was built of `go/server.go`. */
  readonly binary: string
}

const { binary, ...terms } = input<GoHostInput>()
// It ends with its stdin, and so with this process.
const server = spawn(binary, [JSON.stringify(terms)], { stdio: ['pipe', 'pipe', 'inherit'] })
process.on('message', (order) => {
  server.stdin.write(`${order}\n`)
})
for await (const line of createInterface(server.stdout)) {
  const { kind, values } = JSON.parse(line)
  tell(kind, values ?? {})
}
