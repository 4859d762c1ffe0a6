/** HTTP for those who look after the gateway, and for whatever starts it again or sends it traffic. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Supervisor } from 'pulsetree'
import { describeTree, healthOf, treeOf } from 'pulsetree/tree'
import type { Devices } from './devices.ts'

/** @returns where it is, and how to close it. */
export async function serveHealth(fleet: Supervisor, devices: Devices, port: number) {
  /** A status, and what is to be said. */
  const pages: Readonly<Record<string, () => readonly [number, unknown]>> = {
    // Not live: it can do its work no more, start it again.
    '/healthz': () => [healthOf(fleet).live ? 200 : 503, healthOf(fleet)],
    // Not ready: send it nobody for now. So it is while it drains.
    '/readyz': () => [healthOf(fleet).ready ? 200 : 503, healthOf(fleet)],
    '/tree': () => [200, treeOf(fleet)],
    '/tree.txt': () => [200, `${describeTree(treeOf(fleet))}\n`],
    '/devices': () => [200, devices.list()],
  }
  const server = createServer(({ url = '/' }, response) => {
    const page = Object.hasOwn(pages, url) ? pages[url] : undefined
    const [status, body] = page?.() ?? [404, Object.keys(pages)]
    const isText = typeof body === 'string'
    response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' })
    response.end(isText ? body : JSON.stringify(body))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    async close(): Promise<void> {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
