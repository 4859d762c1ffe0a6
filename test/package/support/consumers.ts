/** Programs of strangers who use a strict compiler, its settings, and what it says. */
import { join } from 'node:path'
import { root } from './commands.ts'
import type { Project } from './project.ts'

export const IN_NODE = `
import { type Cause, type Connection, describeCause, pingPong, supervise } from 'pulsetree'
import { memoryNetwork } from 'pulsetree/memory'
import { tcp } from 'pulsetree/tcp'
import { virtualClock } from 'pulsetree/testing'
import { websocket } from 'pulsetree/websocket'
import { websocketServer } from 'pulsetree/websocket-server'

await using fleet = supervise({ name: 'typed' })
const prices: Connection = fleet.connect('prices', tcp('tcp://127.0.0.1:1'), {
  heartbeat: { protocol: pingPong, everyMs: 10_000 },
})
fleet.connect('quotes', websocket(async () => new URL('wss://localhost/')), { heartbeat: {} })
fleet.listen('visitors', websocketServer({ port: 0 }), { maxConnections: 5 })
prices.phase$.subscribe(({ phase, cause }) => {
  const word: 'alive' | 'suspect' | 'other' = phase === 'alive' || phase === 'suspect' ? phase : 'other'
  const why: Cause | null = cause
  console.log(word, why === null ? '' : describeCause(why))
})
const host = memoryNetwork({ clock: virtualClock() }).host('a')
fleet.connect('near', host.dial({ to: 'b:1' }))
`

export const IN_A_PAGE = `
import { pingPong, supervise } from 'pulsetree'
import { websocket } from 'pulsetree/websocket'

const page = supervise()
const feed = page.connect('feed', websocket('wss://localhost/'), { heartbeat: { protocol: pingPong } })
feed.frames$.subscribe(({ text }) => document.body.append(text))
`

export const MISTAKES = `
import { supervise } from 'pulsetree'
import { tcp } from 'pulsetree/tcp'
const fleet = supervise({ nome: 'typed' })
fleet.conect('a', tcp('tcp://127.0.0.1:1'))
tcp({ host: 'a' })
`

export const STRICT = { strict: true, noEmit: true, target: 'es2023', skipLibCheck: false }
export const NODE = {
  lib: ['es2023', 'esnext.disposable'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
}
export const PAGE = { lib: ['es2023', 'esnext.disposable', 'dom'], types: [] }
export const BY_NODE = { module: 'nodenext', moduleResolution: 'nodenext' }
export const BY_BUNDLER = { module: 'preserve', moduleResolution: 'bundler' }

/** What the compiler says about a program, a line each. */
export async function complaints(
  project: Project,
  program: string,
  compilerOptions: object,
): Promise<string[]> {
  project.write({
    'program.ts': program,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  })
  const tsc = join(root, 'node_modules/@typescript/native/bin/tsc')
  const { stdout, stderr } = await project.node(process.execPath, tsc, '--pretty', 'false')
  return `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !line.startsWith(' '))
}
