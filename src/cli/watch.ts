/** `pulsetree watch ENDPOINT...` */
import { dialled, idsOf } from './endpoints.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { formatOf, live, settingsOf } from './live.ts'
import { codecOf, watchOptions } from './options.ts'

/** Resolves with the exit status: 1 when every connection has failed. */
export function watch(given: Given, io: Io): Promise<number> {
  const codec = codecOf(given)
  const options = watchOptions(given, codec)
  const settings = settingsOf(given)
  const transports = given.args.map((endpoint) => dialled(endpoint, codec))
  const ids = idsOf(transports.map(({ endpoint }) => endpoint))
  return live(settings, io, formatOf(settings, io), async ({ supervisor, follow }) => {
    const connections = transports.map((transport, index) => {
      const connection = supervisor.connect(ids[index] ?? transport.endpoint, transport, options)
      follow(connection)
      return connection
    })
    await Promise.all(connections.map((connection) => connection.ended()))
    return connections.every(({ phase }) => phase === 'failed') ? 1 : 0
  })
}
