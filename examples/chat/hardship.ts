/**
 * The chat under hardship: three members and a server, all in one process and on one virtual clock. An hour takes a second.
 *
 *     npx tsx examples/chat/hardship.ts [--mended] [--seeds 100]
 */
import { parseArgs } from 'node:util'
import { supervise } from 'pulsetree'
import { playScenario, randomScenario, type Scenario, virtualWorld, withstands } from 'pulsetree/testing'
import { Member } from './client.ts'
import { MendedRoom } from './mended.ts'
import { Room } from './room.ts'
import { serveChat } from './server.ts'

const NAMES = ['ann', 'ben', 'cat'] as const
const EVERY_MS = 700

/**
 * What the chat claims to withstand: everything but a server that forgets. It goes wrong for a minute and a half, and then
 * everybody has half a minute to come back.
 */
export function drawn(seed: number): Scenario {
  return randomScenario(seed, {
    hosts: ['server', ...NAMES],
    ways: NAMES.map((name) => [name, 'server'] as const),
    lastsMs: 120_000,
    calmMs: 30_000,
    rates: { delay: 120, cut: 120, reset: 240, freeze: 60, stall: 60 },
    eachMs: [50, 10_000],
  })
}

/** Plays a scenario while all members talk. @throws Error when somebody misses something, or hears it twice. */
export async function talkThrough(scenario: Scenario, seed: number, room: Room): Promise<void> {
  const world = virtualWorld({ seed, latencyMs: 20 })
  const server = supervise({ clock: world.host('server').clock, random: world.random })
  serveChat(server, world.host('server').listen({ port: 7373 }), room)
  const members = NAMES.map((name) => {
    const host = world.host(name)
    const fleet = supervise({ clock: host.clock, random: world.random })
    return { name, fleet, member: new Member(fleet, name, host.dial({ to: 'server:7373' })), said: 0 }
  })

  const talk = (): void => {
    for (const one of members) {
      one.said += 1
      one.member.say(`${one.name} ${one.said}`)
    }
    if (world.clock.now() < scenario.lastsMs - 10_000) world.clock.after(EVERY_MS, talk)
  }
  talk()
  await playScenario(scenario, world)

  for (const { name: listener, member } of members) {
    for (const { name, said } of members) {
      const heard = member.heard.filter(({ by }) => by === name).map(({ text }) => text)
      expectEach(said, heard, { name, listener })
    }
  }
  const stopped = Promise.all([server.stop(), ...members.map(({ fleet }) => fleet.stop())])
  await world.runAll()
  await stopped
}

/** Everything that was said by `name`, once, in order. */
function expectEach(
  said: number,
  heard: readonly string[],
  { name, listener }: { readonly name: string; readonly listener: string },
): void {
  const due = Array.from({ length: said }, (_, index) => `${name} ${index + 1}`)
  const again = heard.find((text, index) => heard.indexOf(text) < index)
  if (again !== undefined) throw new Error(`${listener} heard "${again}" twice`)
  const missed = due.find((text) => !heard.includes(text))
  if (missed !== undefined) throw new Error(`${listener} never heard "${missed}"`)
  const early = heard.find((text, index) => text !== due[index])
  if (early !== undefined) throw new Error(`${listener} heard "${early}" too early`)
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { mended: { type: 'boolean', default: false }, seeds: { type: 'string', default: '100' } },
  })
  const makeRoom = (): Room => (values.mended ? new MendedRoom() : new Room())
  try {
    const seeds = await withstands({
      seeds: Number(values.seeds),
      scenario: drawn,
      run: (scenario, seed) => talkThrough(scenario, seed, makeRoom()),
    })
    console.log(`${seeds} seeds: everybody heard everything once, in order`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
