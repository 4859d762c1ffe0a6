/** Serves the inspector of a recording. */
import { basename } from 'node:path'
import type { Connection } from '../supervisor/handle.ts'
import { OptionError } from '../transport/transport.ts'
import { type Served, serve } from './door/serve.ts'
import type { Inspector } from './inspector.ts'
import { LineError } from './model/recording.ts'
import { type DoorOptions, doorPlan } from './options.ts'
import { eventsIn } from './recorded.ts'
import { type ServerMessage, type ShownEvent, WIRE_VERSION } from './wire.ts'

/** Events of one message. */
const BATCH = 1_000

/**
 * Serves the same page for a recording: what `--record` or a `recorder` has written. It is read anew for each page, a piece at
 * a time, and looked through before. It keeps the process alive until it is closed.
 *
 * @param file where it is.
 * @throws OptionError naming `file`, by a rejection, where it cannot be read or is no recording, with the line; or the option
 *   that cannot be used. ConnectionError where it cannot listen, on a port that is taken for instance.
 */
export async function inspectFile(file: string, options: DoorOptions = {}): Promise<Inspector> {
  return showing(file, options)
}

/** The same, with a page of another place. */
export async function showing(file: string, options: DoorOptions, page?: URL): Promise<Inspector> {
  const door = doorPlan(options)
  await lookThrough(file)
  const viewers = new Set<Connection>()
  const served = await serve(door, { holds: true, ...(page && { page }) }, (connection) => {
    let isTold = false
    connection.phase$.subscribe({
      next({ phase }) {
        if (phase !== 'alive' || isTold) return
        isTold = true
        viewers.add(connection)
        // It may leave in the middle of it, or the file may be another by now.
        tell(connection, file).catch(() => connection.stop())
      },
      complete: () => viewers.delete(connection),
    })
    // What a page asks for, a recording has not.
    connection.frames$.subscribe()
  })
  return inspectorOf(served, viewers)
}

async function lookThrough(file: string): Promise<void> {
  try {
    for await (const _ of eventsIn(file)) {
      // Only whether it can be read.
    }
  } catch (error) {
    if (error instanceof LineError) throw new OptionError('file', `${file} is no recording: ${error.message}`)
    if (error instanceof Error && 'code' in error) throw new OptionError('file', error.message)
    throw error
  }
}

/** Each message waits until the system took the one before: a page that reads slowly is read to as slowly. */
async function tell(connection: Connection, file: string): Promise<void> {
  const say = (message: ServerMessage): Promise<void> => connection.send(JSON.stringify(message))
  let at = 0
  let hasBegun = false
  let events: ShownEvent[] = []
  const flush = async (): Promise<void> => {
    if (events.length > 0) await say({ t: 'batch', at, events })
    events = []
  }
  for await (const event of eventsIn(file)) {
    at = event.at
    if (!hasBegun) await say(hello(file, at))
    hasBegun = true
    events.push(event)
    if (events.length >= BATCH) await flush()
  }
  if (!hasBegun) await say(hello(file, at))
  await flush()
  await say({ t: 'ended', at })
}

function hello(file: string, at: number): ServerMessage {
  const permits = { acts: [], hardships: [], frames: false }
  return { t: 'hello', v: WIRE_VERSION, at, name: basename(file), pid: null, permits, nodes: [] }
}

function inspectorOf({ url, port, close }: Served, viewers: ReadonlySet<Connection>): Inspector {
  return {
    url,
    port,
    get viewers() {
      return viewers.size
    },
    note() {},
    close,
    [Symbol.asyncDispose]: close,
  }
}
