/** A plain JSON-RPC server over `node:net`, a line each message, that knows nothing of us. In a process of its own. */
import { createServer, type Socket } from 'node:net'
import { homePort } from '../lib/home-port.ts'
import { input, tell } from '../lib/told.ts'

export interface ServerInput {
  /** 0 for any free one. */
  readonly port: number
}

interface Asked {
  readonly id?: number | string
  readonly method?: string
  readonly params?: unknown
}

const { port } = input<ServerInput>()

const server = createServer({ noDelay: true }, (socket) => {
  let held = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) answer(socket, JSON.parse(line))
  })
  socket.on('error', () => {})
})

/** Echoes are all it knows; to a call of anything else it says so, as the specification has it. */
function answer(socket: Socket, { id, method, params }: Asked): void {
  if (id === undefined) return
  const said =
    method === 'echo' ? { result: params } : { error: { code: -32_601, message: 'Method not found' } }
  socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...said })}\n`)
}

server.on('listening', () => {
  const address = server.address()
  tell('listening', { port: typeof address === 'object' ? (address?.port ?? 0) : 0 })
})
server.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE' || port !== 0) throw error
  listen()
})
listen()

function listen(): void {
  server.listen({ port: port === 0 ? homePort() : port, host: '127.0.0.1', backlog: 1_024 })
}
