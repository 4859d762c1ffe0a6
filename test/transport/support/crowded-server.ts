/** A listener in a process of few files, most of which it uses up; it frees some when it is told to. */
import { closeSync, openSync } from 'node:fs'
import { tcp } from '../../../src/transport/tcp.ts'

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const nothing = (): void => {}
const held: number[] = []

tcp.listen({ port: 0 }).listen({
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
  turnedAway: nothing,
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

process.stdin.on('data', () => {
  for (let count = 0; count < 5; count += 1) closeOne()
  say('freed')
})
