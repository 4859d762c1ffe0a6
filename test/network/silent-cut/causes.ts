/** Networks that do say something, beside those that do not: what is seen of each. */
import { expect } from 'vitest'
import { expectFoundSilent, expectHeardUntil, lastWordOf, speaks } from '../support/cut-bounds.ts'
import type { SceneTest } from '../support/cut-scene.ts'
import type { Side } from '../support/namespaces.ts'

const PACE = { everyMs: 500, timeoutMs: 600, misses: 3 }
/** No verdict is near: what ends a link is what the test does to it. */
const PATIENT = { everyMs: 300, timeoutMs: 1_000, misses: 30 }
const RESET = { kind: 'reset', by: 'network' }

/**
 * Which cable each test may take down: the first one is everybody's. With the far end down the near host still has its
 * route, and asks in vain who has the address.
 */
const DOWN: readonly {
  readonly side: Side
  readonly whose: string
  readonly dialled: number
  readonly accepted: number
}[] = [
  { side: 'near', whose: 'our end', dialled: 1, accepted: 1 },
  { side: 'far', whose: 'their end', dialled: 2, accepted: 2 },
]

export function causes(test: SceneTest): void {
  // Nothing is said there: a reset behind bytes that are not read yet is the end of a stream to Node, so `eof`.
  for (const { side, whose } of [
    { side: 'near', whose: 'our kernel' },
    { side: 'far', whose: 'their kernel' },
  ] as const) {
    test(`dialled, its socket aborted by ${whose}: reset, and alive again`, async ({ scene }) => {
      const { peer, port } = await scene.server('tcp')
      const connection = scene.connect('tcp', port, {})
      await Promise.all([connection.enters('alive'), peer.says(/^accepted 1 /)])
      await scene.hosts.abort(side, port)
      expect(await connection.enters('dead')).toMatchObject({ from: 'alive', cause: RESET })
      await connection.enters('alive', 2)
      expect(connection.path.slice(2)).toEqual(['dead', 'backoff', 'connecting', 'alive'])
    })

    test(`accepted, its socket aborted by ${whose}: reset`, async ({ scene }) => {
      const gateway = await scene.listen('tcp', {})
      const client = scene.client('tcp', gateway)
      const connection = await gateway.accepts()
      await Promise.all([connection.enters('alive'), client.says(/^connected 1$/)])
      await scene.hosts.abort(side, gateway.port)
      expect(await connection.enters('dead')).toMatchObject({ from: 'alive', cause: RESET })
      await connection.enters('stopped')
    })
  }

  test('dialled, its peer gone during the cut, as by a new start of that host: a probe is answered by a reset', async ({
    scene,
  }) => {
    const { peer, port } = await scene.server('tcp')
    const connection = scene.connect('tcp', port, { heartbeat: PATIENT })
    await speaks(peer, connection, 2)
    const cut = await scene.cut(port)
    await expectHeardUntil(cut, connection, peer, PATIENT)
    await scene.hosts.abort('far', port)
    await peer.says(/^reset 1 /)
    await connection.enters('suspect')
    expect(connection.path).toEqual(['connecting', 'alive', 'suspect'])
    await cut.heal()
    expect(await connection.enters('dead')).toMatchObject({ from: 'suspect', cause: RESET })
    await Promise.all([connection.enters('alive', 2), peer.says(/^ping 2/, 2)])
    expect(connection.path.slice(3)).toEqual(['dead', 'backoff', 'connecting', 'alive'])
  })

  for (const { side, whose, dialled, accepted } of DOWN) {
    test(`both, ${whose} of the cable down: silent as a cut; then no route to dial; up, it is alive`, async ({
      scene,
    }) => {
      const { peer, port } = await scene.server('tcp', {}, dialled)
      const connection = scene.connect('tcp', port, { heartbeat: PACE }, dialled)
      const gateway = await scene.listen('tcp', { heartbeat: PACE }, accepted)
      const client = scene.client('tcp', gateway, {}, accepted)
      const visitor = await gateway.accepts()
      await Promise.all([speaks(peer, connection, 2), speaks(client, visitor, 2)])
      const [from, visitorFrom] = [lastWordOf(peer), lastWordOf(client)]
      const cut = await scene.unplug(side, dialled)
      const { until } = cut
      await expectHeardUntil(cut, connection, peer, PACE)
      await expectHeardUntil(cut, visitor, client, PACE)
      await expectFoundSilent(connection, { from, until }, PACE)
      await expectFoundSilent(visitor, { from: visitorFrom, until }, PACE)
      expect(await connection.enters('dead', 2)).toMatchObject({
        from: 'connecting',
        cause: { kind: 'unreachable', by: 'network' },
      })
      expect(connection.path.filter((phase) => phase === 'alive')).toHaveLength(1)
      await cut.heal()
      await connection.enters('alive', 2)
      await peer.says(/^ping (?!1 )/, 2)
      client.tell('dial')
      await (await gateway.accepts(2)).enters('alive')
    })
  }
}
