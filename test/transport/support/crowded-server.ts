/** A listener in a process of few files, most of which it uses up; it frees some when it is told to. */
import { closeSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tcp } from '../../../src/transport/tcp.ts'
import { tls } from '../../../src/transport/tls.ts'
import type { Listener } from '../../../src/transport/transport.ts'
import { unix } from '../../../src/transport/unix.ts'
import { websocketServer } from '../../../src/transport/websocket-server.ts'
import { selfSigned } from './certificates.ts'

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const nothing = (): void => {}
const held: number[] = []
const path = join(tmpdir(), `crowded-${process.pid}`)

const LISTENERS: Readonly<Record<string, () => Promise<Listener>>> = {
  tcp: async () => tcp.listen({ port: 0 }),
  tls: async () => tls.listen({ port: 0 }, { credentials: await selfSigned() }),
  unix: async () => unix.listen(path),
  websocket: async () => websocketServer({ port: 0 }),
}

const listener = await LISTENERS[process.argv[2] ?? 'tcp']?.()
listener?.listen({
  listening(endpoint) {
    fillUp(1)
    say(`listening ${endpoint}`)
  },
  accepted: () => {
    say('accepted')
    return {
      opened: nothing,
      heard: nothing,
      frame: nothing,
      partial: nothing,
      drained: nothing,
      pinged: nothing,
      ponged: nothing,
      ended: nothing,
      released: nothing,
    }
  },
  turnedAway: (_peer, cause) => say(`turned away ${cause.kind}`),
  paused: (cause) => say(`paused ${cause.kind}`),
  resumed: () => say('resumed'),
  failed: (cause) => say(`failed ${cause.kind}`),
  closed: () => say('closed'),
})

/** Leaves `spare` files free. */
function fillUp(spare: number): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'))
  } catch {
    for (let count = 0; count < spare; count += 1) closeOne()
  }
}

function closeOne(): void {
  const file = held.pop()
  if (file !== undefined) closeSync(file)
}

process.stdin
  .on('data', () => {
    for (let count = 0; count < 5; count += 1) closeOne()
    say('freed')
  })
  .on('end', () => {
    rmSync(path, { force: true })
    process.exit()
  })
