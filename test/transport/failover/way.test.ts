import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { Guide } from '../../../src/transport/failover/guide.ts'
import { Way } from '../../../src/transport/failover/way.ts'
import { type Cause, timeoutCause } from '../../../src/transport/transport.ts'
import { FakeTransport } from '../../supervisor/fakes.ts'

const owner = {
  opened() {},
  heard() {},
  frame() {},
  partial() {},
  drained() {},
  pinged() {},
  ponged() {},
  ended() {},
  released() {},
}

const named = (name: string): FakeTransport => Object.assign(new FakeTransport(), { endpoint: name })

function scene(backAfterMs: number | false = false) {
  const clock = virtualClock()
  const hints: string[] = []
  const guide = new Guide([named('a'), named('b')], { failedAfter: 1, failedForMs: 1_000, backAfterMs })
  const traveller = { clock, random: () => 1, rotates: true, hint: (hint: string) => hints.push(hint) }
  return { clock, hints, guide, way: new Way(guide, traveller) }
}

const reset: Cause = { kind: 'reset', by: 'network', detail: '' }

describe('A link that ended', () => {
  test.each<[string, Cause, { opened?: number; heard?: boolean }, boolean]>([
    ['would not open', { kind: 'refused', by: 'peer', detail: '' }, {}, true],
    ['would not open in time', timeoutCause('connect'), {}, true],
    ['was given up by us while it was dialled', { kind: 'cancelled', by: 'us' }, {}, false],
    ['found no files left here', { kind: 'exhausted', by: 'us', detail: '' }, {}, false],
    ['was not let in', { kind: 'auth', by: 'peer', detail: '' }, {}, false],
    ['broke soon after it opened, unheard', reset, { opened: 100 }, true],
    ['was open for long, though never heard', reset, { opened: 60_000 }, false],
    ['broke after it was heard', reset, { opened: 100, heard: true }, false],
    ['was heard, and fell silent', { kind: 'silent', by: 'peer' }, { opened: 60_000, heard: true }, true],
    ['grew too old', timeoutCause('age'), { opened: 60_000, heard: true }, false],
  ])('because it %s: %o', async (_, cause, { opened, heard = false }, isFailure) => {
    const { way, clock, hints } = scene()
    way.dial(owner)
    expect(way.endpoint).toBe('a')
    if (opened !== undefined) {
      way.opened()
      if (heard) way.heard()
      await clock.advance(opened)
    }
    way.ended(cause)
    expect(way.endpoint).toBe(isFailure ? 'b' : 'a')
    way.waits()
    way.waits()
    expect(hints).toEqual(isFailure ? ['retry'] : [])
  })

  test('where all others are down as well makes nobody hurry', () => {
    const { way, guide, hints } = scene()
    guide.failed(1, 500)
    way.dial(owner)
    way.ended(reset)
    way.waits()
    expect([way.endpoint, hints]).toEqual(['a', []])
  })
})

describe('On the way back', () => {
  test('a better endpoint is hinted at each time, once it is not known to be down any more', async () => {
    const { way, guide, clock, hints } = scene(400)
    guide.failed(0, 0)
    way.dial(owner)
    way.opened()
    await clock.advance(999)
    expect([way.endpoint, hints]).toEqual(['b', []])
    await clock.advance(1_000)
    expect(hints).toEqual(['rotate', 'rotate'])
    way.gone()
    expect(clock.pending).toBe(0)
  })

  test('on the best one there is nothing to try', async () => {
    const { way, clock } = scene(400)
    way.dial(owner)
    way.opened()
    way.heard()
    expect(clock.pending).toBe(0)
    await clock.advance(1_000)
    way.ended(reset)
  })
})

test('What others dial too is known by the same name, or by none where that may change', () => {
  const varying = Object.assign(named('a'), { varies: true })
  const detour = Object.assign(named('b'), { sharedAs: 'b by proxy' })
  const guide = new Guide([varying, detour], { failedAfter: 1, failedForMs: 1_000, backAfterMs: false })
  const way = new Way(guide, { clock: virtualClock(), random: () => 0, rotates: false, hint() {} })
  expect(way.shared).toBeNull()
  guide.failed(0, 0)
  expect(way.shared).toBe('b by proxy')
})
