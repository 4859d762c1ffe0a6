import { expect, test } from 'vitest'
import { supervise } from '../../../src/index.ts'
import { virtualClock, watchInvariants } from '../../../src/testing/index.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'

test('A tree that shows somebody as well who is known to be dead is found', async () => {
  const clock = virtualClock()
  const supervisor = supervise({ clock })
  const watch = watchInvariants(supervisor, { clock })
  supervisor.connect('a', watch.transport('a', new FakeTransport()))
  await clock.advance(10)
  watch.look()
  expect(watch.breaches).toEqual([])
  // Told as if it had died, which it has not: so the tree says otherwise.
  supervisor.branch.feed.emit({ kind: 'phase', id: 'a', from: 'alive', to: 'dead', event: 'link.ended' })
  watch.look()
  expect(watch.breaches.filter(({ invariant }) => invariant === 14).map(({ what }) => what)).toEqual([
    'is shown as alive, and is dead',
    'is dead, and its tree is well but for ',
  ])
  const stopped = supervisor.stop()
  await clock.advance(10)
  await stopped
})
