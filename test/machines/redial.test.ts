import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/clock/random.ts'
import type { BackoffOptions, ConnectOptions, LinkOwner, Transport } from '../../src/index.ts'
import type { Dials, Place } from '../../src/machines/dials.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { Redial } from '../../src/machines/redial.ts'
import { rotation } from '../../src/machines/rotation.ts'
import { worldOf } from '../../src/machines/world.ts'
import { virtualClock } from '../../src/testing/index.ts'
import type { Route, Traveller } from '../../src/transport/transport.ts'
import { FakeTransport, HintingTransport } from '../supervisor/fakes.ts'

const steps = ['waits', 'ready', 'hurried', 'left', 'gone', 'dialling', 'opened', 'heard', 'ended'] as const

/** One connection between two links; with `dials`, what its place was told. */
function scene(
  backoff: BackoffOptions,
  isShared: boolean,
  transport: Transport = new FakeTransport(),
  options: ConnectOptions = {},
) {
  const clock = virtualClock()
  const told: string[] = []
  const keys: (string | null)[] = []
  const place = Object.fromEntries(steps.map((step) => [step, () => told.push(step)])) as unknown as Place
  const dials: Dials = {
    join(key) {
      keys.push(key)
      return place
    },
    leave: () => clock.after(0, () => {}),
    saw() {},
    end() {},
  }
  const world = worldOf(clock, seededRandom(1), () => {}, isShared ? dials : null)
  const redial = new Redial(connectPlan({ ...options, backoff }, transport), world, transport, {
    phase: 'backoff',
    dial: (early) => told.push(early ? 'early' : 'dial'),
    probe: () => told.push('probe'),
    rotate: () => told.push('rotate'),
    report: ({ type }) => told.push(type),
  })
  return { clock, redial, told, keys }
}

describe('A connection that minds no others', () => {
  test('dials when its delay is over', async () => {
    const { clock, redial, told } = scene({ firstMs: 100, jitter: 'none' }, false)
    expect(redial.wait(1)).toBe(100)
    expect(redial.wait(3)).toBe(400)
    await clock.advance(400)
    expect(told).toEqual(['dial', 'dial'])
  })

  test('dials at once when asked to', () => {
    const { redial, told } = scene({}, false)
    redial.wait(1)
    redial.hurry()
    expect(told).toEqual(['early'])
  })

  test('dials no more once its wait is over, and no timer is left', () => {
    const { clock, redial } = scene({}, false)
    redial.wait(1)
    redial.waited()
    redial.end()
    expect(clock.pending).toBe(0)
  })

  test.each(['stable', 'begin'] as const)('draws from the first delay again after %s', (over) => {
    const { redial } = scene({ jitter: 'decorrelated', maxMs: 10_000 }, false)
    let longest = 0
    for (let nth = 1; nth < 40; nth += 1) longest = Math.max(longest, redial.wait(nth))
    expect(longest).toBeGreaterThan(3_000)
    redial[over]()
    expect(redial.wait(1)).toBeLessThanOrEqual(3_000)
  })
})

describe('A connection among others', () => {
  test('tells its place of its waits, and leaves it to that when it dials', async () => {
    const { clock, redial, told } = scene({ firstMs: 100, jitter: 'none' }, true)
    redial.wait(1)
    await clock.advance(100)
    redial.hurry()
    redial.waited()
    redial.end()
    expect(told).toEqual(['waits', 'ready', 'hurried', 'left', 'gone'])
  })

  test('is known by its endpoint, unless that may be another at each dial', () => {
    const varies = Object.assign(new FakeTransport(), { varies: true })
    expect(scene({}, true).keys).toEqual(['fake://peer'])
    expect(scene({}, true, varies).keys).toEqual([null])
    const detour = Object.assign(new FakeTransport(), { sharedAs: 'fake://peer by proxy' })
    expect(scene({}, true, detour).keys).toEqual(['fake://peer by proxy'])
  })
})

describe('A connection whose dials lead to several endpoints', () => {
  /** Leads where the test says; notes what it is told. */
  function travelling(isShared: boolean, options: ConnectOptions = {}) {
    const told: string[] = []
    let traveller: Traveller | null = null
    const route = Object.assign(
      {
        endpoint: 'fake://a',
        shared: 'fake://a',
        dial: (owner: LinkOwner) => transport.dial(owner),
      },
      Object.fromEntries(
        (['opened', 'heard', 'ended', 'waits', 'gone'] as const).map((step) => [step, () => told.push(step)]),
      ),
    ) as unknown as Route & { endpoint: string; shared: string }
    const transport = Object.assign(new FakeTransport(), {
      route: (given: Traveller) => {
        traveller = given
        return route
      },
    })
    const made = scene({ firstMs: 100, jitter: 'none' }, isShared, transport, options)
    return { ...made, route, told, places: made.told, traveller: (): Traveller | null => traveller }
  }

  test('tells its route what becomes of each', () => {
    const { redial, told } = travelling(false)
    redial.dialling()
    redial.opened()
    redial.heard()
    redial.ended({ kind: 'eof', by: 'peer' })
    redial.wait(1)
    redial.end()
    expect(told).toEqual(['opened', 'heard', 'ended', 'waits', 'gone'])
  })

  test('stands among those that dial where the next one leads, and moves when that changes', () => {
    const { redial, route, keys, places } = travelling(true)
    redial.dialling()
    redial.ended({ kind: 'eof', by: 'peer' })
    route.shared = 'fake://b'
    redial.wait(1)
    redial.dialling()
    expect(keys).toEqual(['fake://a', 'fake://b'])
    expect(places).toEqual(['dialling', 'ended', 'gone', 'waits', 'dialling'])
  })

  test('moves by itself where nobody minds the others', () => {
    const { redial, route, told } = travelling(false)
    route.shared = 'fake://b'
    redial.wait(1)
    redial.dialling()
    expect(told).toEqual(['waits'])
  })

  test.each([true, false])('says whether it can rotate: %s', (rotates) => {
    const { traveller } = travelling(false, rotates ? { rotation: rotation() } : {})
    expect(traveller()?.rotates).toBe(rotates)
  })

  test('may be hinted at by its route, as by the platform', () => {
    const { traveller, places } = travelling(false)
    traveller()?.hint('retry')
    traveller()?.hint('rotate')
    expect(places).toEqual(['retry', 'rotate'])
  })
})

describe('A hint that came too soon', () => {
  function soon() {
    const transport = new HintingTransport()
    const made = scene({ firstMs: 1_000, jitter: 'none' }, false, transport)
    // The first one is free.
    for (let hint = 0; hint < 2; hint += 1) transport.hint('retry')
    expect([made.told, made.clock.pending]).toEqual([['retry'], 1])
    return { ...made, transport }
  }

  test('is forgotten when the wait is over', () => {
    const { clock, redial } = soon()
    redial.waited()
    expect(clock.pending).toBe(0)
  })

  test('is free again once a link was stable', () => {
    const { redial, told, transport } = soon()
    redial.waited()
    redial.stable()
    transport.hint('retry')
    expect(told).toEqual(['retry', 'retry'])
  })
})

test('The hints of a platform are listened to until no dial will follow', () => {
  const transport = new HintingTransport()
  const { redial, told } = scene({}, false, transport)
  transport.hint('probe')
  expect(told).toEqual(['probe'])
  redial.end()
  expect(transport.listeners).toBe(0)
})
