/** `pulsetree serve ENDPOINT` */
import { lastValueFrom } from 'rxjs'
import { listened } from './endpoints.ts'
import { checkFitting } from './fitting.ts'
import type { Given } from './given.ts'
import type { Io } from './io.ts'
import { bound } from './listening.ts'
import { formatOf, live, settingsOf } from './live.ts'
import { serveOptions } from './options.ts'
import { onHangup } from './reload.ts'

/** Resolves with the exit status: 1 when it cannot listen. */
export async function serve(given: Given, io: Io): Promise<number> {
  checkFitting(given)
  const [endpoint = ''] = given.args
  const { listener, reload } = listened(endpoint, given)
  const options = serveOptions(given, listener)
  const settings = settingsOf(given)
  return live(settings, io, formatOf(settings, io), async ({ supervisor, follow, show }) => {
    const forget = reload === null ? () => {} : onHangup(io, reload, show)
    const handle = supervisor.listen('listener', listener, options)
    handle.accepted$.subscribe(follow)
    const whenClosed = lastValueFrom(handle.accepted$, { defaultValue: null })
    await bound(handle, io)
    await whenClosed
    forget()
    return handle.phase === 'failed' ? 1 : 0
  })
}
