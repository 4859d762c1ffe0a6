import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { systemRandom } from '../../../src/clock/random.ts'
import { Road } from '../../../src/testing/loopback/road.ts'
import { leaseTarpit } from '../../../src/testing/loopback/tarpits.ts'
import { type Reception, WayProxy } from '../../../src/testing/loopback/way.ts'
import { dialled, echo, meanwhile, opened, Target } from './support/sockets.ts'

interface Scene extends AsyncDisposable {
  readonly way: WayProxy
  readonly out: Road
  readonly target: Target
  become(reception: Reception): Promise<void>
  mute(isMute: boolean): Promise<void>
}

async function scene(maxLinks = 10): Promise<Scene> {
  const target = await Target.open(echo)
  const lease = leaseTarpit()
  await lease.tarpit.ready
  const [out, back] = [new Road('us', 'server'), new Road('server', 'us')]
  let reception: Reception = 'accepts'
  let isMute = false
  const way = await WayProxy.open({
    course: { out, back, nearReads: new Set(), farReads: new Set() },
    around: { clock: systemClock, random: systemRandom, windowBytes: 65_536 },
    tarpit: lease.tarpit,
    maxLinks,
    reception: () => reception,
    target: () => (isMute ? null : { host: '127.0.0.1', port: target.port }),
  })
  return {
    way,
    out,
    target,
    become(next) {
      reception = next
      return way.settle()
    },
    mute(next) {
      isMute = next
      return way.settle()
    },
    async [Symbol.asyncDispose]() {
      await way.close()
      await lease.release()
      await target[Symbol.asyncDispose]()
    },
  }
}

describe('A way', () => {
  test('accepts, refuses, lets dials hang, and accepts again, always at the same port', async () => {
    await using it = await scene()
    const { port } = it.way
    expect([port >= 20_000, port < 32_000]).toEqual([true, true])
    await using open = await opened(port)
    open.socket.write('a')
    await open.until(({ text }) => text === 'a')
    await it.become('refuses')
    await using refused = await opened(port)
    expect(refused.fate).toBe('ECONNREFUSED')
    await it.become('hangs')
    await using hanging = dialled(port)
    await meanwhile()
    expect([hanging.socket.connecting, hanging.fate]).toEqual([true, null])
    await it.become('accepts')
    await using again = await opened(port)
    again.socket.write('b')
    await again.until(({ text }) => text === 'b')
    open.socket.write('c')
    await open.until(({ text }) => text === 'ac')
  })

  test('is what it is to be in the end, however often that changes meanwhile', async () => {
    await using it = await scene()
    const settled = (['hangs', 'refuses', 'hangs', 'accepts', 'refuses'] as const).map((next) =>
      it.become(next),
    )
    await Promise.all(settled)
    await using refused = await opened(it.way.port)
    expect(refused.fate).toBe('ECONNREFUSED')
  })

  test('says nothing while nobody is to say a word, and then passes on what waits', async () => {
    await using it = await scene()
    await it.mute(true)
    await using end = await opened(it.way.port)
    end.socket.write('anybody?')
    await meanwhile()
    expect([end.text, it.target.ends.length, it.way.links]).toEqual(['', 0, 1])
    await it.mute(false)
    await end.until(({ text }) => text === 'anybody?')
  })

  test('resets all its connections, and counts them until both ends have gone', async () => {
    await using it = await scene()
    const ends = [await opened(it.way.port), await opened(it.way.port)]
    for (const end of ends) {
      end.socket.write('a')
      await end.until(({ text }) => text === 'a')
    }
    expect([it.way.links, it.way.lanesOn(it.out).length]).toEqual([2, 2])
    it.way.reset()
    for (const end of ends) {
      await end.until(({ fate }) => fate !== null)
      expect(end.fate).toBe('ECONNRESET')
    }
    for (const far of it.target.ends) await far.until(({ socket }) => socket.closed)
    expect(it.way.links).toBe(0)
  })

  test('closes what would be too many at once', async () => {
    await using it = await scene(1)
    await using first = await opened(it.way.port)
    first.socket.write('a')
    await first.until(({ text }) => text === 'a')
    await using second = await opened(it.way.port)
    await second.until(({ fate, socket }) => fate !== null || socket.closed)
    expect(it.way.links).toBe(1)
  })

  test('Closed, it lets go of its port, also of one on which dials hang', async () => {
    const it = await scene()
    const { port } = it.way
    await it.become('hangs')
    await it[Symbol.asyncDispose]()
    await using refused = await opened(port)
    expect(refused.fate).toBe('ECONNREFUSED')
  })
})
