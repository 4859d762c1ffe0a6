import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cure, Hardship } from '../../src/testing/index.ts'
import { APART, EchoWorld } from './support/echo-world.ts'

const between = ['us', 'server'] as const

describe('on the way', () => {
  test('A delay makes trips longer, both ways or one', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const both = scene.world.inflict({ kind: 'delay', between, ms: 10 })
    expect(scene.echo(link)).toBe(22)
    const one = scene.world.inflict({ kind: 'delay', between, ms: 10, oneWay: true, jitterMs: 100 })
    const longer = scene.echo(link) ?? 0
    expect(longer).toBeGreaterThan(32)
    expect(longer).toBeLessThan(132)
    one()
    both()
    expect(scene.echo(link)).toBe(2)
  })

  test('A narrow way takes time for each byte', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict({ kind: 'bandwidth', between, bytesPerSecond: 100, oneWay: true })
    expect(scene.echo(link, 'x'.repeat(9))).toBe(102)
    cure()
    expect(scene.echo(link)).toBe(2)
  })

  test.each([
    { kind: 'cut', between } as const,
    { kind: 'cut', between: ['server', 'us'], oneWay: true } as const,
    { kind: 'partition', between: [['us', 'other'], ['server']] } as const,
    { kind: 'partition', between: [['us'], ['other', 'server']], oneWay: true } as const,
  ])('%o: nothing comes, and everything after the cure', (hardship) => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict(hardship)
    expect([scene.echo(link), scene.dial().log]).toEqual([null, []])
    cure()
    scene.world.advanceSync(10)
    expect([link.texts, link.log.at(-1)]).toEqual([['x'], 'frame x'])
  })

  test('A reset strikes what is open, and has no cure', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict({ kind: 'reset', between })
    scene.world.advanceSync(5)
    cure()
    expect([link.log.at(-2), scene.echo(scene.open())]).toEqual(['ended reset', 2])
  })

  test('A share of all frames meets a verdict; where they travel apart, any', () => {
    const scene = new EchoWorld()
    const [link, apart] = [scene.open(), scene.open(APART)]
    const cures = (
      [
        { kind: 'frames', between, share: 1, verdict: { kind: 'delay', ms: 5 } },
        { kind: 'frames', between, oneWay: true, share: 1, verdict: { kind: 'drop' } },
      ] as const
    ).map((hardship) => scene.world.inflict(hardship))
    expect([scene.echo(link), scene.echo(apart)]).toEqual([12, null])
    for (const cure of cures) cure()
    expect([scene.echo(link), scene.echo(apart)]).toEqual([2, 2])
  })
})

describe('at a host’s door', () => {
  test.each([
    [{ kind: 'refuse', host: 'server' } as const, ['ended refused', 'released']],
    [{ kind: 'refuse', host: 'server', port: 1 } as const, ['ended refused', 'released']],
    [{ kind: 'refuse', host: 'server', port: 7 } as const, ['opened']],
    [{ kind: 'unreachable', host: 'server' } as const, ['ended unreachable', 'released']],
    [{ kind: 'mute', host: 'server' } as const, ['opened']],
  ])('%o: a dial becomes %o, and open links stay', (hardship, log) => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict(hardship)
    const dialled = scene.open()
    expect([dialled.log, scene.echo(link)]).toEqual([log, 2])
    if (hardship.kind === 'mute') expect(scene.echo(dialled)).toBe(null)
    cure()
    expect(scene.echo(scene.open())).toBe(2)
  })

  test('A slow reader is slow, and at 0 reads nothing', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const slow = scene.world.inflict({ kind: 'slow reader', host: 'server', bytesPerSecond: 100 })
    expect(scene.echo(link, 'x'.repeat(19))).toBe(102)
    scene.world.advanceSync(1_000)
    const none = scene.world.inflict({ kind: 'slow reader', host: 'server', bytesPerSecond: 0 })
    expect(scene.echo(link)).toBe(null)
    slow()
    none()
    scene.world.advanceSync(10)
    expect(scene.echo(link)).toBe(2)
  })
})

describe('in a host', () => {
  test('A crash ends everything of its process, until the cure starts it again', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict({ kind: 'crash', host: 'server' })
    scene.world.advanceSync(1_000)
    expect([link.log.at(-2), scene.open().cause?.kind, scene.beats]).toEqual(['ended reset', 'refused', []])
    cure()
    expect([scene.echo(scene.open()), scene.lives]).toEqual([2, [0, 1_020]])
  })

  test('Frozen it does nothing, and late what was due', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    const cure = scene.world.inflict({ kind: 'freeze', host: 'server' })
    expect([scene.echo(link), scene.beats]).toEqual([null, []])
    cure()
    scene.world.advanceSync(95)
    expect([link.texts, scene.beats]).toEqual([['x'], [[2_010, 2_010, 2_010]]])
  })

  test('A stall ends by itself', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    scene.world.inflict({ kind: 'stall', host: 'server', ms: 500 })
    expect([scene.echo(link), scene.beats]).toEqual([501, [[510, 510, 510]]])
  })

  test('Asleep it is not there, and its clocks disagree afterwards', () => {
    const scene = new EchoWorld()
    const link = scene.open()
    scene.world.inflict({ kind: 'sleep', host: 'server', ms: 500 })
    expect(scene.echo(link)).toBe(502)
    scene.world.advanceSync(100)
    expect(scene.beats).toEqual([[600, 100, 600]])
  })

  test('A clock that was set jumps at the wall alone', () => {
    const scene = new EchoWorld()
    const cure = scene.world.inflict({ kind: 'clock jump', host: 'server', ms: -50 })
    scene.world.advanceSync(100)
    cure()
    scene.world.advanceSync(100)
    expect(scene.beats).toEqual([
      [100, 100, 50],
      [200, 200, 150],
    ])
  })
})

describe('what cannot be', () => {
  test.each([
    ['kind', { kind: 'earthquake' }],
    ['host', { kind: 'crash', host: 'sever' }],
    ['host', { kind: 'cut', between: ['us', 'sever'] }],
    ['host', { kind: 'partition', between: [['us'], ['server', 'sever']] }],
    ['ms', { kind: 'delay', between, ms: -1 }],
    ['jitterMs', { kind: 'delay', between, ms: 1, jitterMs: Number.NaN }],
    ['bytesPerSecond', { kind: 'bandwidth', between, bytesPerSecond: 0 }],
    ['share', { kind: 'frames', between, share: 2, verdict: { kind: 'cut' } }],
    ['verdict.kind', { kind: 'frames', between, share: 1, verdict: { kind: 'pass' } }],
    ['port', { kind: 'refuse', host: 'server', port: 70_000 }],
    ['forMs', { kind: 'cut', between, forMs: 5 }],
  ])('A bad %s is refused by name: %o', (option, hardship) => {
    const scene = new EchoWorld()
    const link = scene.open()
    expect(() => scene.world.inflict(hardship as Hardship)).toThrow(expect.objectContaining({ option }))
    expect(scene.echo(link)).toBe(2)
  })
})

const time = fc.nat(300)
const way = fc.record({
  between: fc.constantFrom(['us', 'server'], ['server', 'us'], ['us', 'us']) as fc.Arbitrary<
    [string, string]
  >,
  oneWay: fc.boolean(),
})
const verdict = fc.oneof(
  fc.record({ kind: fc.constantFrom('cut', 'drop', 'duplicate', 'corrupt') }),
  fc.record({ kind: fc.constantFrom('delay', 'reorder'), ms: time }),
)
const place = fc.record({ host: fc.constantFrom('us', 'server') })
/** All that leave links as they are, if late. */
const kind = <Kind extends Hardship['kind'], More extends object>(name: Kind, more: fc.Arbitrary<More>) =>
  more.map((fields) => ({ kind: name, ...fields }))
const joined = <A extends object, B extends object>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>) =>
  fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }))
const rate = (min: number) => fc.record({ bytesPerSecond: fc.integer({ min, max: 500 }) })
const hardship: fc.Arbitrary<Hardship> = fc.oneof(
  kind('delay', joined(way, fc.record({ ms: time, jitterMs: time }))),
  kind('bandwidth', joined(way, rate(1))),
  kind('cut', way),
  kind(
    'partition',
    fc.record({
      between: fc.constant([['us', 'other'], ['server']] as [string[], string[]]),
    }),
  ),
  kind(
    'frames',
    joined(
      way.filter(({ between: [a, b] }) => a !== b),
      fc.record({ share: fc.constant(0.5), verdict }),
    ),
  ) as fc.Arbitrary<Hardship>,
  kind('refuse', place),
  kind('unreachable', place),
  kind('mute', place),
  kind('slow reader', joined(place, rate(0))),
  kind('freeze', place),
  kind('stall', joined(place, fc.record({ ms: time }))),
  kind('sleep', joined(place, fc.record({ ms: time }))),
  kind('clock jump', joined(place, fc.record({ ms: time }))),
)
const crash = kind('crash', place) as fc.Arbitrary<Hardship>
const act = (hardships: fc.Arbitrary<Hardship>) =>
  fc.oneof(
    hardships.map((inflict) => ({ inflict })),
    fc.nat().map((cure) => ({ cure })),
    fc.nat(200).map((say) => ({ say })),
    fc.nat(500).map((wait) => ({ wait })),
  )

/** Takes the steps, then cures whatever is left, some of it twice. */
function suffer(scene: EchoWorld, acts: readonly object[], link: Recorder): string[] {
  const cures: Cure[] = []
  const said: string[] = []
  for (const act of acts) {
    if ('inflict' in act) cures.push(scene.world.inflict(act.inflict as Hardship))
    if ('cure' in act) cures.splice(Number(act.cure) % (cures.length || 1), 1)[0]?.()
    if ('say' in act) {
      said.push(`${said.length} ${'x'.repeat(Number(act.say))}`)
      link.send(said.at(-1) ?? '')
    }
    if ('wait' in act) scene.world.advanceSync(Number(act.wait))
  }
  for (const cure of cures.filter((_, index) => index % 2 === 1)) cure()
  for (const cure of cures) cure()
  return said
}

type Recorder = ReturnType<EchoWorld['open']>

describe('nested hardships, cured in any order', () => {
  test('A stream has delivered exactly what was said, in order, and the network is as new', () => {
    fc.assert(
      fc.property(fc.array(act(hardship), { maxLength: 30 }), (acts) => {
        const scene = new EchoWorld()
        const link = scene.open()
        const said = suffer(scene, acts, link)
        scene.world.advanceSync(3_000)
        expect(link.texts).toEqual(said)
        expectAsNew(scene, link)
      }),
      { numRuns: 200 },
    )
  })

  test('After crashes, too, everything is as new', () => {
    fc.assert(
      fc.property(fc.array(act(fc.oneof(hardship, crash)), { maxLength: 30 }), (acts) => {
        const scene = new EchoWorld()
        suffer(scene, acts, scene.open())
        scene.world.advanceSync(3_000)
        expectAsNew(scene, scene.open())
      }),
      { numRuns: 200 },
    )
  })
})

function expectAsNew(scene: EchoWorld, link: Recorder): void {
  const apart = scene.open(APART)
  expect([scene.echo(link), scene.echo(apart), scene.echo(scene.open())]).toEqual([2, 2, 2])
  const beats = scene.beats.length
  scene.world.advanceSync(1_000)
  expect(scene.beats.length - beats).toBe(10)
  expect(link.breaches).toEqual([])
}
