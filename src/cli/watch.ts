/** `pulsetree watch ENDPOINT...` */
import { dialled, idsOf, nameOf } from './endpoints.ts'
import { checkFitting } from './fitting.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { formatOf, live, settingsOf } from './live.ts'
import { watchOptions } from './options.ts'

/** Resolves with the exit status: 1 when every connection has failed. */
export function watch(given: Given, io: Io): Promise<number> {
  checkFitting(given)
  const dials = given.args.map((endpoint) => {
    const transport = dialled(endpoint, given)
    return { name: nameOf(endpoint, transport), transport, options: watchOptions(given, transport) }
  })
  const settings = settingsOf(given)
  const ids = idsOf(dials.map(({ name }) => name))
  return live(settings, io, formatOf(settings, io), async ({ supervisor, follow }) => {
    const connections = dials.map(({ name, transport, options }, index) => {
      const connection = supervisor.connect(ids[index] ?? name, transport, options)
      follow(connection)
      return connection
    })
    await Promise.all(connections.map((connection) => connection.ended()))
    return connections.every(({ phase }) => phase === 'failed') ? 1 : 0
  })
}
