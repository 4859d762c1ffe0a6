/** `pulsetree serve ENDPOINT` */
import { lastValueFrom } from 'rxjs'
import { listened } from './endpoints.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { bound } from './listening.ts'
import { formatOf, live, settingsOf } from './live.ts'
import { codecOf, serveOptions } from './options.ts'

/** Resolves with the exit status: 1 when it cannot listen. */
export async function serve(given: Given, io: Io): Promise<number> {
  const codec = codecOf(given)
  const options = serveOptions(given, codec)
  const settings = settingsOf(given)
  const [endpoint = ''] = given.args
  const listener = listened(endpoint, codec)
  return live(settings, io, formatOf(settings, io), async ({ supervisor, follow }) => {
    const handle = supervisor.listen('listener', listener, options)
    handle.accepted$.subscribe(follow)
    const whenClosed = lastValueFrom(handle.accepted$, { defaultValue: null })
    await bound(handle, io)
    await whenClosed
    return handle.phase === 'failed' ? 1 : 0
  })
}
