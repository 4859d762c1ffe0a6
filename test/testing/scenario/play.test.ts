import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hardship } from '../../../src/testing/hardship.ts'
import { scenario } from '../../../src/testing/scenario/builder.ts'
import { describeHardship } from '../../../src/testing/scenario/describe.ts'
import { randomScenario } from '../../../src/testing/scenario/draw.ts'
import { type Afflicted, playScenario } from '../../../src/testing/scenario/play.ts'
import type { Scenario, ScenarioStep } from '../../../src/testing/scenario.ts'

/** A world that writes down what is done to it, and when. */
class Diary implements Afflicted {
  readonly lines: string[] = []
  /** How many hardships are not cured. */
  ill = 0
  now = 1_000
  /** How much longer every wait takes. */
  lateMs = 0
  readonly clock = { now: () => this.now }

  async advance(ms: number): Promise<void> {
    this.now += ms + this.lateMs
  }

  inflict(hardship: Hardship): () => void {
    const what = describeHardship(hardship)
    this.write(what)
    this.ill += 1
    return () => {
      this.ill -= 1
      this.write(`cured: ${what}`)
    }
  }

  write(what: string): void {
    this.lines.push(`${this.now - 1_000} ${what}`)
  }
}

const cut: Hardship = { kind: 'cut', between: ['us', 'server'] }
const mute: Hardship = { kind: 'mute', host: 'server' }

describe('A scenario is played', () => {
  test('step by step at their times, each cured at its own', async () => {
    const world = new Diary()
    const steps: ScenarioStep[] = []
    const played = scenario('one')
      .at(10, cut, { for: 20 })
      .at(15, mute, { for: 5 })
      .at(20, { kind: 'reset', between: ['us', 'server'] })
      .does(25, { kind: 'retry', connection: 'feed' })
      .lasts(40)
    await playScenario(played, world, {
      acts: ({ kind, connection }) => world.write(`${kind} ${connection}`),
      onStep: (step) => steps.push(step),
    })
    expect(world.lines).toEqual([
      '10 cut us–server',
      '15 mute server',
      '20 cured: mute server',
      '20 reset us–server',
      '25 retry feed',
      '30 cured: cut us–server',
      // What happens has nothing to cure; it is called all the same, for worlds that count.
      '40 cured: reset us–server',
    ])
    expect([steps, world.now]).toEqual([[...played.steps], 1_040])
  })

  test('What has no duration, or would outlast it, is cured at the end, the last first', async () => {
    const world = new Diary()
    await playScenario(scenario('one').at(0, cut).at(5, mute, { for: 100 }).lasts(10), world)
    expect(world.lines.slice(2)).toEqual(['10 cured: mute server', '10 cured: cut us–server'])
  })

  test('A world that is late keeps the order, and what follows is not shifted', async () => {
    const world = new Diary()
    world.lateMs = 8
    await playScenario(
      scenario('one').at(10, cut, { for: 5 }).at(12, mute, { for: 20 }).at(50, cut).lasts(60),
      world,
    )
    expect(world.lines).toEqual([
      '18 cut us–server',
      '18 mute server',
      '18 cured: cut us–server',
      '40 cured: mute server',
      '58 cut us–server',
      '68 cured: cut us–server',
    ])
  })

  test('Whatever is drawn, all is inflicted once, in order, and everything cured at the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const world = new Diary()
        const drawn = randomScenario(seed, { hosts: ['us', 'a', 'b'], lastsMs: 120_000 })
        await playScenario(drawn, world)
        const inflicted = world.lines.filter((line) => !line.includes('cured'))
        const expected = drawn.steps.map((step) =>
          'inflict' in step ? `${step.atMs} ${describeHardship(step.inflict)}` : '',
        )
        expect([inflicted, world.ill, world.now]).toEqual([expected, 0, 121_000])
      }),
      { numRuns: 100 },
    )
  })
})

test('A play is told nothing that it does not know', async () => {
  const misspelt: object = { onsteps() {} }
  const played = playScenario(scenario('one').at(0, cut), new Diary(), misspelt)
  await expect(played).rejects.toThrow('onsteps: no such option; there are acts, onStep')
})

describe('A play that goes wrong', () => {
  test('cures everything, and throws the first error', async () => {
    const world = new Diary()
    const refusing: Afflicted = {
      clock: world.clock,
      advance: (ms) => world.advance(ms),
      inflict(hardship) {
        if (hardship.kind === 'mute') throw new Error('not here')
        return world.inflict(hardship)
      },
    }
    await expect(playScenario(scenario('one').at(0, cut).at(5, mute).at(9, cut), refusing)).rejects.toThrow(
      'not here',
    )
    expect([world.lines.length, world.ill, world.now]).toEqual([2, 0, 1_005])
  })

  test('An act that throws ends it; one that rejects is told at the end', async () => {
    const world = new Diary()
    const acting = scenario('one').does(1, { kind: 'retry', connection: 'a' }).at(5, cut).lasts(9)
    const throws = (): void => {
      throw new Error('nobody is called a')
    }
    await expect(playScenario(acting, world, { acts: throws })).rejects.toThrow('nobody is called a')
    expect([world.ill, world.now]).toEqual([0, 1_001])
    const rejects = async (): Promise<void> => throws()
    await expect(playScenario(acting, world, { acts: rejects })).rejects.toThrow('nobody is called a')
    expect([world.ill, world.now]).toEqual([0, 1_010])
  })

  test('A cure that fails is told, after all others', async () => {
    const world = new Diary()
    const sick: Afflicted = {
      clock: world.clock,
      advance: (ms) => world.advance(ms),
      async inflict(hardship) {
        const heal = world.inflict(hardship)
        return async () => {
          heal()
          if (hardship.kind === 'mute') throw new Error('it does not start again')
        }
      },
    }
    await expect(playScenario(scenario('one').at(0, cut).at(0, mute).lasts(5), sick)).rejects.toThrow(
      'it does not start again',
    )
    expect(world.ill).toBe(0)
  })

  test('Acts that nobody carries out, and what is no scenario, are refused before anything happens', async () => {
    const world = new Diary()
    const acting = scenario('one').at(0, cut).does(1, { kind: 'retry', connection: 'a' })
    await expect(playScenario(acting, world)).rejects.toThrow('acts: the scenario has acts')
    const broken: Scenario = { v: 1, name: 'x', lastsMs: 0, steps: [{ atMs: 5, inflict: cut }] }
    await expect(playScenario(broken, world)).rejects.toThrow('lastsMs: expected at least 5')
    expect(world.lines).toEqual([])
  })
})
