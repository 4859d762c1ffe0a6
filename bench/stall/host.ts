/** One server in a process of its own that is kept from running, and tells how many it dropped and when. */
import { setTimeout as sleep } from 'node:timers/promises'
import { input, order, tell } from '../lib/told.ts'
import { subjectOf } from '../server/subject.ts'
import type { HostedName, Terms } from '../server/terms.ts'
import { obeys, type Way } from './ways.ts'

export interface HostInput extends Terms {
  readonly subject: HostedName
  readonly way: Way
  readonly stallMs: number
}

const LOOK_MS = 10

const { subject: name, way, stallMs, ...terms } = input<HostInput>()
const subject = await subjectOf(name, terms)
obeys([way], stallMs)
tell('listening', { port: await subject.listen() })
while (subject.open() < terms.n) await sleep(LOOK_MS)
tell('accepted')

let open = terms.n
let changedAt = Date.now()
setInterval(() => {
  if (subject.open() === open) return
  open = subject.open()
  changedAt = Date.now()
}, LOOK_MS)

for (;;) {
  await order('count')
  tell('counted', { open, changed_at: changedAt })
}
