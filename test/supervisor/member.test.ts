import { describe, expect, test } from 'vitest'
import { type ConnectOptions, heartbeatWord, listenOnly, pingPong } from '../../src/index.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { Budget, dialsOf } from '../../src/supervisor/budget.ts'
import { Endpoint } from '../../src/supervisor/endpoint.ts'
import { Member } from '../../src/supervisor/member.ts'
import { virtualClock } from '../../src/testing/index.ts'
import { type Cause, timeoutCause } from '../../src/transport/transport.ts'
import { FakeTransport } from './fakes.ts'

const CANARY_MS = 1_500
const REFUSED: Cause = { kind: 'refused', by: 'peer', detail: '' }
const RESET: Cause = { kind: 'reset', by: 'network', detail: '' }
const SILENT: Cause = { kind: 'silent', by: 'peer' }
const ping: ConnectOptions = { heartbeat: { protocol: pingPong } }

/** Two connections to one endpoint, and what they were told. */
function scene(options: ConnectOptions = ping) {
  const clock = virtualClock()
  const budget = new Budget(clock, dialsOf())
  let answers = 0
  const endpoint = new Endpoint(
    clock,
    budget,
    () => CANARY_MS,
    () => {
      answers += 1
    },
  )
  const told: string[] = []
  const member = (name: string): Member =>
    new Member(
      endpoint,
      connectPlan(options, new FakeTransport()),
      {
        dial: (early) => told.push(`${name} dials${early ? ' early' : ''}`),
        probe: () => told.push(`${name} probes`),
      },
      () => told.push(`${name} parts`),
    )
  return { clock, budget, endpoint, told, answers: () => answers, one: member('one'), other: member('other') }
}

describe('An endpoint is down', () => {
  test.each<[string, Cause]>([
    ['was refused', REFUSED],
    ['took too long', timeoutCause('connect')],
    ['found no name', { kind: 'dns', by: 'network', detail: '' }],
  ])('from a dial on that %s', (_, cause) => {
    const { endpoint, one } = scene()
    one.dialling()
    one.ended(cause)
    expect(endpoint.isDown).toBe(true)
  })

  test.each<[string, Cause, number, boolean]>([
    ['dropped at once', { kind: 'eof', by: 'peer' }, 50, true],
    ['silent till the verdict', SILENT, 25_000, true],
    ['silent till a deadline', timeoutCause('read'), 25_000, true],
    ['reset after a long time', RESET, 5_000, false],
  ])('from a link on that was never heard and was %s', (_, cause, ms, isDown) => {
    const { clock, endpoint, one } = scene()
    one.dialling()
    one.opened()
    clock.advanceSync(ms)
    one.ended(cause)
    expect(endpoint.isDown).toBe(isDown)
  })

  test.each<[string, Cause]>([
    ['we lack files', { kind: 'exhausted', by: 'us', detail: '' }],
    ['it was called off', { kind: 'cancelled', by: 'us' }],
    ['a hook has a bug', { kind: 'crash', by: 'us', detail: '', error: null }],
    ['the peer did not let us in', { kind: 'auth', by: 'peer', detail: '' }],
    ['its certificate is bad', { kind: 'tls', by: 'peer', of: 'certificate', detail: '' }],
  ])('not because %s', (_, cause) => {
    const { endpoint, one } = scene()
    one.dialling()
    one.ended(cause)
    expect(endpoint.isDown).toBe(false)
  })

  test('not because a link was lost that had been heard', () => {
    const { endpoint, one } = scene()
    one.dialling()
    one.opened()
    one.heard()
    one.ended(RESET)
    expect(endpoint.isDown).toBe(false)
  })

  test('not because of a dial that began before it was last up', () => {
    const { endpoint, one, other } = scene()
    other.dialling()
    endpoint.down()
    one.dialling()
    one.opened()
    one.heard()
    expect(endpoint.isDown).toBe(false)
    other.ended(timeoutCause('connect'))
    expect(endpoint.isDown).toBe(false)
    other.dialling()
    other.ended(REFUSED)
    expect(endpoint.isDown).toBe(true)
  })
})

describe('An endpoint is up again', () => {
  test('once a link is heard whose peer was asked; it is asked at once where others wait', () => {
    const { endpoint, told, one, other } = scene()
    endpoint.down()
    one.dialling()
    one.opened()
    expect([endpoint.isDown, told]).toEqual([true, []])
    one.ended(SILENT)
    other.waits(1)
    one.dialling()
    one.opened()
    expect([endpoint.isDown, told]).toEqual([true, ['one probes']])
    one.heard()
    expect([endpoint.isDown, told]).toEqual([false, ['one probes', 'other dials early']])
  })

  test.each<[string, ConnectOptions]>([
    ['no heartbeat', {}],
    ['one that only listens', { heartbeat: { protocol: listenOnly } }],
    ['one without answers', { heartbeat: { protocol: heartbeatWord } }],
    ['one of which silence is not judged', { heartbeat: { protocol: pingPong, detector: 'none' } }],
  ])('once a link opened where there is %s: no more can be asked', (_, options) => {
    const { endpoint, one } = scene(options)
    endpoint.down()
    one.dialling()
    one.opened()
    expect(endpoint.isDown).toBe(false)
  })

  test.each([1_000, 2_000])(
    'once a link is heard whose peer beats by itself every %d ms, and not when a frozen one takes it',
    (everyMs) => {
      const { endpoint, one } = scene({ heartbeat: { protocol: listenOnly, everyMs } })
      endpoint.down()
      one.dialling()
      one.opened()
      expect(endpoint.isDown).toBe(true)
      one.heard()
      expect(endpoint.isDown).toBe(false)
    },
  )

  test('not by bytes before the link and its handshakes are complete', () => {
    const { endpoint, one } = scene()
    endpoint.down()
    one.dialling()
    one.heard()
    expect(endpoint.isDown).toBe(true)
    one.opened()
    one.heard()
    expect(endpoint.isDown).toBe(false)
  })

  test('not by bytes of a link that has ended', () => {
    const { endpoint, one } = scene()
    one.dialling()
    one.opened()
    one.ended(timeoutCause('read'))
    one.heard()
    expect(endpoint.isDown).toBe(true)
  })

  test('once it has answered, if only to say no', () => {
    const { endpoint, one } = scene()
    endpoint.down()
    one.dialling()
    one.ended({ kind: 'auth', by: 'peer', detail: '' })
    expect(endpoint.isDown).toBe(false)
  })
})

describe('A connection that waits', () => {
  test('dials when its delay is over, and not early', () => {
    const { told, one } = scene()
    one.waits(1)
    one.ready()
    expect(told).toEqual(['one dials'])
  })

  test('dials early when asked to, though the endpoint is down', () => {
    const { endpoint, told, one, other } = scene()
    other.waits(1)
    one.waits(1)
    endpoint.down()
    one.hurried()
    expect(told).toEqual(['one dials early'])
  })

  test.each<[string, ConnectOptions, string[]]>([
    ['by full jitter, for ever, is the canary early', {}, ['one dials early']],
    ['by another jitter is not', { backoff: { jitter: 'equal' } }, []],
    ['by a first delay of its own is not', { backoff: { firstMs: 30_000 } }, []],
    ['by another growth is not', { backoff: { factor: 3 } }, []],
    ['by a longest delay of its own is not', { backoff: { maxMs: 600_000 } }, []],
    ['with so many attempts is not', { backoff: { attempts: 5 } }, []],
    ['with a policy of its own is not', { retry: () => true }, []],
  ])('%s', async (_, options, expected) => {
    const { clock, endpoint, told, one, other } = scene({ ...ping, ...options })
    one.waits(1)
    other.waits(2)
    endpoint.down()
    await clock.advance(CANARY_MS)
    expect(told).toEqual(expected)
  })

  test('is asked to dial before its delay has begun, and does when there is a dial for it', async () => {
    const { clock, told, one, other } = scene()
    // A delay of long ago was waited out.
    one.waits(1)
    one.ready()
    await clock.advance(1_000)
    // The burst is spent.
    for (let dial = 0; dial < 6; dial += 1) other.hurried()
    one.dialling()
    one.ended(REFUSED)
    one.hurried()
    one.waits(1)
    expect(told).not.toContain('one dials early')
    await clock.advance(10)
    expect(told).toContain('one dials early')
  })

  test('keeps its turn however often it is asked to dial', async () => {
    const { clock, told, one, other } = scene()
    for (let dial = 0; dial < 6; dial += 1) other.hurried()
    one.waits(1)
    other.waits(1)
    one.hurried()
    other.hurried()
    one.hurried()
    await clock.advance(10)
    expect(told.slice(6)).toEqual(['one dials early', 'other dials early'])
  })

  test('keeps no turn once it dials', async () => {
    const { clock, told, endpoint, one, other } = scene()
    for (let dial = 0; dial < 6; dial += 1) other.hurried()
    one.waits(1)
    one.hurried()
    one.dialling()
    await clock.advance(10)
    expect(told).not.toContain('one dials early')
    expect([endpoint.size, clock.pending]).toEqual([0, 0])
  })

  test('and stops dials no more, and its turn is not kept', async () => {
    const { clock, endpoint, told, one, other } = scene()
    one.waits(1)
    other.waits(1)
    endpoint.down()
    one.left()
    one.left()
    other.gone()
    await clock.runAll()
    expect(told).toEqual(['other parts'])
    expect(endpoint.size).toBe(0)
  })
})

describe('How long it was alive', () => {
  /** One life of a link that is heard, of so many ms. */
  function live({ clock, one }: ReturnType<typeof scene>, ms: number): void {
    one.dialling()
    one.opened()
    one.heard()
    clock.advanceSync(ms)
    one.heard()
    one.ended(RESET)
  }

  test('is the life of its latest link, if that was stable', () => {
    const a = scene()
    live(a, 7_000)
    expect(a.one.aliveMs).toBe(7_000)
    live(a, 4_999)
    expect(a.one.aliveMs).toBe(0)
    live(a, 5_000)
    expect(a.one.aliveMs).toBe(5_000)
  })

  test('is not forgotten by dials that fail', () => {
    const a = scene()
    live(a, 7_000)
    a.one.dialling()
    a.one.ended(REFUSED)
    expect(a.one.aliveMs).toBe(7_000)
  })

  test('and that we ended it soon means nothing', () => {
    const a = scene()
    a.endpoint.down()
    a.one.dialling()
    a.one.opened()
    a.one.heard()
    a.one.ended(timeoutCause('idle'))
    a.endpoint.down()
    a.other.waits(1)
    a.one.dialling()
    a.one.opened()
    a.one.heard()
    expect(a.told).toContain('other dials early')
  })

  test('and that a long one ended just after the endpoint had come back means nothing', () => {
    const a = scene()
    a.one.dialling()
    a.one.opened()
    a.one.heard()
    a.clock.advanceSync(7_000)
    a.endpoint.down()
    const comesBack = (): void => {
      a.other.dialling()
      a.other.opened()
      a.other.heard()
    }
    comesBack()
    a.one.ended(RESET)
    a.endpoint.down()
    a.one.waits(1)
    comesBack()
    expect(a.told).toContain('one dials early')
  })

  test('and that it was short makes delays last when the endpoint had only just come back', async () => {
    const a = scene()
    a.clock.advanceSync(60_000)
    a.endpoint.down()
    live(a, 1_000)
    a.endpoint.down()
    a.other.waits(1)
    a.one.dialling()
    a.one.opened()
    a.one.heard()
    expect(a.told).not.toContain('other dials early')
    a.other.ready()
    expect(a.told).toContain('other dials')
  })
})

describe('A supervisor that doubts itself hears of an answer', () => {
  test.each<[string, Cause, number]>([
    ['refused', REFUSED, 1],
    ['not let in', { kind: 'auth', by: 'peer', detail: '' }, 1],
    ['shown a bad certificate', { kind: 'tls', by: 'peer', of: 'certificate', detail: '' }, 1],
    ['met by nonsense', { kind: 'protocol', by: 'peer', detail: '' }, 1],
    ['without a way there', { kind: 'unreachable', by: 'network', detail: '' }, 0],
    ['met by silence', timeoutCause('connect'), 0],
    ['without a name', { kind: 'dns', by: 'network', detail: '' }, 0],
    ['called off', { kind: 'cancelled', by: 'us' }, 0],
  ])('or not, when a dial is %s', (_, cause, expected) => {
    const { answers, one } = scene()
    one.dialling()
    one.ended(cause)
    expect(answers()).toBe(expected)
  })

  test('when a new link is heard, and asks for that at once', () => {
    const { budget, told, answers, one } = scene()
    budget.doubt()
    one.dialling()
    one.opened()
    expect([told, answers()]).toEqual([['one probes'], 0])
    one.heard()
    expect(answers()).toBe(1)
  })

  test('when a refusal has put the endpoint down already, so that nobody dials it for that', () => {
    const { endpoint, one } = scene()
    one.dialling()
    one.ended(REFUSED)
    expect(endpoint.isDown).toBe(true)
  })

  test.each<[string, Cause, boolean]>([
    ['took too long', timeoutCause('connect'), false],
    ['found no way there', { kind: 'unreachable', by: 'network', detail: '' }, false],
    ['was reset', RESET, false],
    ['was refused', REFUSED, true],
    ['was taken and dropped', { kind: 'eof', by: 'peer' }, true],
    ['was taken and closed', { kind: 'closed', by: 'peer', code: 1013, planned: true }, true],
  ])('and holds a canary that %s against its endpoint, or not', (_, cause, isDown) => {
    const { budget, endpoint, one } = scene()
    budget.doubt()
    one.dialling()
    budget.trust()
    one.ended(cause)
    expect(endpoint.isDown).toBe(isDown)
    one.dialling()
    one.ended(timeoutCause('connect'))
    expect(endpoint.isDown).toBe(true)
  })
})
