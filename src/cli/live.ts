/** Runs one supervisor from its first child to the last line about it. */
import { type Connection, type Supervisor, supervise, systemClock } from '../index.ts'
import { type InspectOptions, type Inspector, inspect } from '../inspector/index.ts'
import { recorder } from '../testing/recording/index.ts'
import type { Address } from './address.ts'
import type { Given } from './given.ts'
import { addressLine, inspectorAt, opened } from './inspecting.ts'
import { complain, type Io, wantsColors } from './io.ts'
import { jsonLine } from './json.ts'
import { Outlet } from './outlet.ts'
import { onOrphaned } from './parent.ts'
import { type Recording, recordTo } from './record.ts'
import { Show } from './show.ts'
import type { Format, Shown } from './shown.ts'
import { onSignals } from './signals.ts'
import { textFormat } from './text.ts'
import { UsageError } from './usage.ts'
import { duration, plain } from './values.ts'

/** Something outside this program kept it from its work. */
const STATUS_FAILED = 1

export interface Settings {
  readonly json: boolean
  /** Stops by itself after so long; null: when asked to. */
  readonly forMs: number | null
  readonly recordFile: string | null
  /** Whether arrivals are recorded, too. Default false. */
  readonly recordsArrivals?: boolean
  /** Where the inspector listens; null, the default: nowhere. */
  readonly inspectAt?: Address | null
  /** Who is told the line with its address, before anything begins; unless given stderr. */
  tellsInspector?(line: string): void
}

/** What a command lets the inspector of its run show and do, beyond looking. */
export type Offer = Pick<InspectOptions, 'allow' | 'hardships' | 'frames'>

/** What a command has of its run. */
export interface Life {
  readonly supervisor: Supervisor
  /** Aborts when the run is asked to stop. */
  readonly stopping: AbortSignal
  /** Shows one more event; remarks are seen in the inspector, too. */
  show(event: Shown): void
  /** Shows the business frames of a connection. */
  follow(connection: Connection): void
}

/** @throws UsageError naming the option that cannot be used. */
export function settingsOf(given: Given): Settings {
  return {
    json: given.has('--json'),
    forMs: given.maybe('--for', duration) ?? null,
    recordFile: given.maybe('--record', plain) ?? null,
    recordsArrivals: recordsArrivals(given),
    inspectAt: inspectorAt(given),
  }
}

function recordsArrivals(given: Given): boolean {
  const asked = given.has('--record-arrivals')
  if (asked && !given.has('--record')) throw new UsageError('--record-arrivals', 'needs --record, the file')
  return asked
}

/** The form in which stdout shows events. */
export function formatOf(settings: Settings, io: Io): Format {
  return settings.json ? jsonLine : textFormat(wantsColors(io))
}

/**
 * Runs until `begin` has resolved, with the exit status, or somebody asks to stop: a signal, `--for`, a reader of
 * stdout that has gone. Resolves when nothing is left and every line is written; with 1 when an inspector was asked for
 * and cannot listen, and then nothing has begun.
 *
 * @throws UsageError when the record cannot be opened; nothing has started then.
 */
export async function live(
  settings: Settings,
  io: Io,
  format: Format,
  begin: (life: Life) => Promise<number>,
  offer: Offer = {},
): Promise<number> {
  const recording = settings.recordFile === null ? null : recordTo(settings.recordFile)
  const stdout = new Outlet(io.stdout)
  const supervisor = recorded(settings, recording)
  const stopping = new AbortController()
  const stop = (): void => {
    if (stopping.signal.aborted) return
    stopping.abort()
    void supervisor.stop()
  }
  stdout.onBroken = (error) => {
    if (!isBrokenPipe(error)) complain(io, `cannot write to stdout (${error.message})`)
    stop()
  }
  const show = new Show(supervisor, [{ outlet: stdout, format }, ...recordSink(recording, io)])
  const disarm = onSignals(io, stop)
  const forget = onOrphaned(io, stop)
  const alarm = settings.forMs === null ? null : systemClock.after(settings.forMs, stop)
  const { inspectAt = null, tellsInspector = (line) => io.stderr.write(`${line}\n`) } = settings
  const held: { inspector: Inspector | null } = { inspector: null }
  const whole = async (): Promise<number> => {
    if (inspectAt !== null) {
      const inspector = await opened(inspectAt, io, (place) => inspect(supervisor, { ...offer, ...place }))
      held.inspector = inspector
      if (inspector === null) return STATUS_FAILED
      if (stopping.signal.aborted) return 0
      tellsInspector(addressLine(inspector))
    }
    return begin({
      supervisor,
      stopping: stopping.signal,
      show: (event) => {
        show.event(event)
        if (event.kind === 'note') held.inspector?.note(event.text)
      },
      follow: (connection) => show.follow(connection),
    })
  }
  try {
    const [status] = await Promise.all([whole().finally(stop), supervisor.ended])
    return stdout.lost === null || isBrokenPipe(stdout.lost) ? status : STATUS_FAILED
  } finally {
    await supervisor.ended
    alarm?.cancel()
    await Promise.all([stdout.flushed(), recording?.close(), held.inspector?.close()])
    stdout.release()
    forget()
    disarm()
  }
}

/** Its time and chance go through the tape where arrivals are recorded. */
function recorded({ recordsArrivals }: Settings, recording: Recording | null): Supervisor {
  if (recording === null || recordsArrivals !== true) return supervise({ name: 'pulsetree' })
  const { outlet } = recording
  // The feed is written like everything that is shown.
  const tape = recorder({ write: (line) => outlet.line(line), feed: false })
  return tape.follow(supervise({ name: 'pulsetree', ...tape.options }))
}

function recordSink(recording: Recording | null, io: Io): { outlet: Outlet; format: Format }[] {
  if (recording === null) return []
  const { outlet } = recording
  // Watching goes on: a full disk is no reason to let connections go.
  outlet.onBroken = ({ message }) => complain(io, `--record: the recording ends here (${message})`)
  return [{ outlet, format: jsonLine }]
}

/** Whoever read our stdout has seen enough, as `head` has. */
function isBrokenPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET')
}
