/** A gateway on the memory network that asks who comes, and those who come. */
import type { Connection, FeedEvent, ListenerHandle, ListenOptions } from '../../../../src/index.ts'
import { byFirstFrame } from '../../../../src/supervisor/identity/by.ts'
import { type Identities, identities } from '../../../../src/supervisor/identity/identities.ts'
import type { IdentityOptions } from '../../../../src/supervisor/identity/options.ts'
import { Peer, type TestWorld, testWorld } from '../../../support/world.ts'

export interface Gateway extends TestWorld {
  readonly table: Identities
  readonly listener: ListenerHandle
  /** A host of this name dials, and says who it is. */
  comes(identity: string | null, host?: string, port?: number): Promise<Peer>
  /** The identity events so far: `device alive`, `device dead eof`. */
  told(): string[]
  /** Why peers were turned away. */
  refusals(): string[]
}

/** Its links take 1 ms a trip; it listens on port 1. */
export async function gateway(
  given: Partial<IdentityOptions> = {},
  options: Omit<ListenOptions, 'identity'> = {},
): Promise<Gateway> {
  const world = testWorld()
  const table = identities({ by: byFirstFrame(), ...given })
  const listener = world.supervisor.listen('door', world.network.host('us').listen({ port: 1 }), {
    ...options,
    identity: table,
  })
  await world.clock.advance(1)
  return {
    ...world,
    table,
    listener,
    async comes(identity, host = 'peer', port = 1) {
      const peer = visitor(world, host, port)
      await world.clock.advance(3)
      if (identity !== null) peer.send(identity)
      await world.clock.advance(3)
      return peer
    },
    told() {
      return world.events.flatMap((event) => (event.kind === 'identity' ? [told(event)] : []))
    },
    refusals() {
      return world.events.flatMap((event) => (event.kind === 'rejected' ? [event.why] : []))
    },
  }
}

/** Dials, and says nothing. */
function visitor(world: TestWorld, host: string, port: number): Peer {
  const peer = new Peer()
  peer.link = world.network
    .host(host)
    .dial({ to: `us:${port}` })
    .dial(peer)
  return peer
}

function told({ identity, to, cause }: Extract<FeedEvent, { kind: 'identity' }>): string {
  return [identity, to, ...(cause === undefined ? [] : [cause.kind])].join(' ')
}

/** The phases of its connections, dead ones not included. */
export function phasesOf(table: Identities, identity: string): string[] {
  return connectionsOf(table, identity).map(({ phase }) => phase)
}

export function connectionsOf(table: Identities, identity: string): readonly Connection[] {
  return table.get(identity)?.connections ?? []
}
