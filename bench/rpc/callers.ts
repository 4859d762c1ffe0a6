/** Who calls: a plain client over `node:net`, the same with the library for the messages, and ours. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { JSONRPCClient } from 'json-rpc-2.0'

export type CallerName = 'net' | 'json-rpc-2.0' | 'pulsetree'

export interface Caller {
  /** Resolves with what came back. */
  echo(params: object): Promise<unknown>
  close(): Promise<void>
}

/** @param dist of the library, for the one that is ours. */
export async function callerOf(name: CallerName, port: number, dist: string): Promise<Caller> {
  if (name === 'pulsetree') return ours(port, dist)
  return name === 'net' ? plain(port) : withLibrary(port)
}

/** A map of ids, and no more: no deadline, no heartbeat, and whoever waits when the peer dies waits for ever. */
async function plain(port: number): Promise<Caller> {
  const waiting = new Map<number, (result: unknown) => void>()
  const { write, close } = await lines(port, (line) => {
    const { id, result }: { id: number; result: unknown } = JSON.parse(line)
    waiting.get(id)?.(result)
    waiting.delete(id)
  })
  let id = 0
  return {
    echo: (params) =>
      new Promise((resolve) => {
        id += 1
        waiting.set(id, resolve)
        write(JSON.stringify({ jsonrpc: '2.0', method: 'echo', params, id }))
      }),
    close,
  }
}

async function withLibrary(port: number): Promise<Caller> {
  const { write, close } = await lines(port, (line) => client.receive(JSON.parse(line)))
  const client = new JSONRPCClient(async (message) => write(JSON.stringify(message)))
  return { echo: async (params) => client.request('echo', params), close }
}

async function lines(port: number, take: (line: string) => void) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let held = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  return {
    write: (text: string): void => {
      socket.write(`${text}\n`)
    },
    close: async (): Promise<void> => {
      socket.destroy()
    },
  }
}

/** Supervised, with heartbeats and a deadline for each call. */
async function ours(port: number, dist: string): Promise<Caller> {
  const { supervise } = (await import(`${dist}index.js`)) as typeof import('../../src/index.ts')
  const { tcp } = (await import(`${dist}transport/tcp.js`)) as typeof import('../../src/transport/tcp.ts')
  const { jsonRpcBeat, rpc } = (await import(
    `${dist}rpc/index.js`
  )) as typeof import('../../src/rpc/index.ts')
  const fleet = supervise({ name: 'bench' })
  const connection = fleet.connect('calls', tcp({ host: '127.0.0.1', port }), {
    heartbeat: { protocol: jsonRpcBeat, everyMs: 1_000, timeoutMs: 1_000 },
  })
  const peer = rpc(connection)
  return { echo: (params) => peer.call('echo', params), close: () => fleet.stop() }
}
