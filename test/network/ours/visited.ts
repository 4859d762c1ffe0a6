/** This library, as a server that is visited on short links. It says which identity is in which phase: `one alive`. */
import { createInterface } from 'node:readline'
import { raw, supervise } from '../../../src/index.ts'
import { byFirstFrame, identities } from '../../../src/supervisor/identity/index.ts'
import { tcp } from '../../../src/transport/tcp.ts'
import { say, settings } from './stage.ts'

const { everyMs, timeoutMs, misses } = settings({ everyMs: 200, timeoutMs: 200, misses: 2 })

const table = identities({ by: byFirstFrame(), visits: { everyMs, timeoutMs, misses } })
table.changes$.subscribe(({ identity }) => say(identity.identity, identity.phase))
const supervisor = supervise()
const gateway = supervisor.listen('gateway', tcp.listen({ port: 0 }, { codec: raw() }), { identity: table })
say('ready', new URL(await gateway.ready).port)

createInterface({ input: process.stdin }).on('close', () => process.exit())
