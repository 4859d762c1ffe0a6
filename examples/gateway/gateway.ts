/**
 * A gateway for devices that dial in by TCP and speak lines: knows each by its name, notices which of them are silent,
 * and sends them away in peace when it is asked to end.
 *
 *     npx tsx examples/gateway/gateway.ts [--port 7373] [--http 7374] [--per-address 1500] [--drain-s 10]
 */
import { parseArgs } from 'node:util'
import { describeCause, type FeedEvent, pingPong, presets, supervise } from 'pulsetree'
import { drain } from 'pulsetree/drain'
import { byFirstFrame, identities } from 'pulsetree/identity'
import { tcp } from 'pulsetree/tcp'
import { Devices } from './devices.ts'
import { serveHealth } from './health.ts'

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '7373' },
    http: { type: 'string', default: '7374' },
    'per-address': { type: 'string', default: '1500' },
    'drain-s': { type: 'string', default: '10' },
  },
})

const fleet = supervise({ name: 'gateway' })
fleet.feed$.subscribe(tell)

/** Each says `hello NAME` first. A name is no proof: over TLS, `byCertificate()` would take it from the certificate. */
const table = identities({
  by: byFirstFrame(({ text }) => /^hello ([\w-]{1,64})$/.exec(text)?.[1] ?? null),
  maxPerAddress: Number(options['per-address']),
})

const listener = fleet.listen('devices', tcp.listen({ port: Number(options.port) }), {
  identity: table,
  heartbeat: { ...presets.lan, protocol: pingPong },
  maxConnections: 10_000,
})

const devices = new Devices(table)
listener.accepted$.subscribe((device) => devices.hear(device))

const health = await serveHealth(fleet, devices, Number(options.http))
console.log(`process ${process.pid}: devices dial ${await listener.ready}, health is at ${health.url}`)

let said = ''
const watch = setInterval(() => {
  const { alive, suspect, dead } = table.counts
  const now = `${alive} alive, ${suspect} suspect, ${dead} dead`
  if (now !== said) console.log(now)
  said = now
}, 500)

let asked = 0
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    asked += 1
    // Asked once more, it waits for nobody.
    void (asked === 1 ? leave() : fleet.stop({ now: true }))
  })
}

const end = await fleet.ended
clearInterval(watch)
await health.close()
console.log(`ended: ${end.kind}`)
if (end.kind === 'gave-up') process.exitCode = 1

/** Devices hear `goaway`, say what they still have to say, and close. */
async function leave(): Promise<void> {
  const withinMs = Number(options['drain-s']) * 1_000
  const drained = drain(fleet, { withinMs, notify: (device) => device.send('goaway'), idleMs: 2_000 })
  console.log('draining')
  const { left, finished, died, cut } = await drained
  console.log(
    `drained: ${left} left, ${finished} had nothing more to say, ${died} died, ${cut.length} were cut off`,
  )
}

/** What somebody who looks after it wants to read. Thousands come and go in order every day: nobody wants to read that. */
function tell(event: FeedEvent): void {
  switch (event.kind) {
    case 'rejected':
      return console.log(`turned away ${event.peer ?? 'somebody'}: ${event.why}`)
    case 'identity':
      if (event.cause?.kind === 'silent')
        console.log(`${event.identity} is dead: ${describeCause(event.cause)}`)
      return
    case 'phase':
      if (event.to === 'dead' && event.cause?.kind === 'auth') {
        console.log(`closed ${event.identity ?? event.peer ?? event.id}: ${describeCause(event.cause)}`)
      }
      return
    default:
  }
}
