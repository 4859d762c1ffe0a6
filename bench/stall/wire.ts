/**
 * A wire of some length: a program that carries bytes both ways, each way in so many milliseconds. It tells when a
 * question sets out, so that a stall can begin while the answer is on its way: on a loopback that moment is too short to
 * be met, over a real network it is not.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchesItself } from '../lib/loop.ts'
import { input, order, tell } from '../lib/told.ts'

export interface WireInput {
  /** Where the listener is. */
  readonly port: number
  /** How long each byte takes, one way. */
  readonly delayMs: number
  /** Who asks. */
  readonly asks: 'dialler' | 'listener'
}

/** Longer than any interval here: who has not asked by then has nobody left to ask. */
const PATIENCE_MS = 5_000

const { port, delayMs, asks } = input<WireInput>()
void watchesItself()
let asked = (): void => {}

const server = createServer({ noDelay: true }, (dialler) => {
  const listener = connect({ port, host: '127.0.0.1', noDelay: true })
  carry(dialler, listener, asks === 'dialler')
  carry(listener, dialler, asks === 'listener')
})
server.listen(0, '127.0.0.1', () => tell('ready', { port: (server.address() as AddressInfo).port }))

for (;;) {
  await order('next')
  const question = new Promise<number>((resolve) => {
    asked = () => resolve(1)
  })
  const somebody = await Promise.race([question, sleep(PATIENCE_MS, 0)])
  // Whoever is asked just after is waited for, too; the first answer is still far away.
  await sleep(delayMs / 2)
  tell('asked', { somebody })
}

function carry(from: Socket, to: Socket, isQuestion: boolean): void {
  from.on('error', () => {})
  from.on('data', (chunk) => {
    if (isQuestion) asked()
    setTimeout(() => to.write(chunk), delayMs)
  })
  from.on('close', () => setTimeout(() => to.destroy(), delayMs))
}
