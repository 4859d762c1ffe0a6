import { describe, expect, test } from 'vitest'
import { JUDGING, paceOf } from '../../src/cli/pace.ts'
import { readWords } from '../../src/cli/words.ts'
import { lines, type PresetName, pingPong, presets } from '../../src/index.ts'
import { lessons } from '../../src/machines/detector/lessons.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { typedLine } from '../support/typed.ts'

const pace = (line: string) => paceOf(typedLine('watch', line))

/** What the library makes of it, with a heartbeat. */
function planOf(line: string) {
  const { heartbeat } = connectPlan({ heartbeat: { protocol: pingPong, ...pace(line) } }, lines())
  if (heartbeat === null) throw new Error('there is no heartbeat')
  return heartbeat
}

/** Silent from t on is dead by t + this. */
function boundOf(line: string): number {
  const { everyMs, limits } = planOf(line)
  return everyMs + limits.deadMs
}

describe('times', () => {
  test('are those of the contract when nothing was typed', () => {
    expect(pace('')).toEqual({
      everyMs: 10_000,
      timeoutMs: 5_000,
      misses: 3,
      skipWhenHeard: false,
      detector: 'fixed',
    })
    expect(boundOf('')).toBe(25_000)
  })

  test.each([
    ['--every 1s --timeout 500ms --misses 1', { everyMs: 1_000, timeoutMs: 500, misses: 1 }, 1_500],
    ['--suspect 4s', { suspect: { forMs: 4_000 } }, 19_000],
    ['--suspect 4s --probes 4', { suspect: { forMs: 4_000, probes: 4 } }, 19_000],
    ['--probes 7', { suspect: { probes: 7 } }, 25_000],
    ['--suspect 0s', { suspect: { forMs: 0 } }, 15_000],
    ['--skip-when-heard', { skipWhenHeard: true }, 25_000],
  ])('are changed by %s', (line, expected, boundMs) => {
    expect(pace(line)).toMatchObject(expected)
    expect(boundOf(line)).toBe(boundMs)
  })

  test.each(['--suspect 1s', '--probes 2'])(
    'say how long a suspect has by %s alone, not by misses',
    (line) => {
      expect(pace(line)).not.toHaveProperty('misses')
      const [option] = line.split(' ')
      expect(() => pace(`--misses 3 ${line}`)).toThrow(
        `--misses and ${option}: both say how long a suspect has; give one of them`,
      )
    },
  )
})

describe('a preset', () => {
  test.each(Object.entries(presets))('%s is that of the library', (name, preset) => {
    expect(pace(`--preset ${name}`)).toMatchObject(preset)
    const { heartbeat } = connectPlan({ heartbeat: { protocol: pingPong, ...preset } }, lines())
    expect(planOf(`--preset ${name}`).limits).toEqual(heartbeat?.limits)
  })

  test.each([
    ['--preset lan --every 2s', 2_000 + 500 + 1_500],
    ['--preset lan --timeout 1s', 1_000 + 1_000 + 1_500],
    ['--preset lan --misses 2', 1_000 + 2 * 500],
    ['--preset lan --suspect 5s', 1_000 + 500 + 5_000],
    ['--preset lan --probes 1', 1_000 + 500 + 1_500],
    ['--preset internet --misses 1', 10_000 + 5_000],
    ['--every 2s --preset lan', 2_000 + 500 + 1_500],
  ])('gives way to what is typed beside it: %s', (line, boundMs) => {
    expect(boundOf(line)).toBe(boundMs)
  })

  test('has as many probes as its time has room for, when that is another one', () => {
    expect(pace('--preset lan --probes 1').suspect).toEqual({ forMs: 1_500, probes: 1 })
    expect(planOf('--preset lan --probes 1').misses).toBe(2)
    expect(planOf('--preset aggressive --suspect 20ms').misses).toBe(2)
  })

  test('that there is not is refused with those there are', () => {
    expect(() => pace('--preset wan')).toThrow(
      '--preset: expected one of lan, internet, mobile, aggressive, got "wan"',
    )
  })
})

describe('a detector', () => {
  test.each(['phi', 'adaptive'])('%s learns, and keeps to the same limits', (name) => {
    const { rule, limits } = planOf(`--preset lan --detector ${name}`)
    expect(rule).toMatchObject({ name, teacher: lessons })
    expect(limits).toEqual({ suspectMs: 500, deadMs: 2_000 })
  })

  test('that there is not is refused with those there are', () => {
    expect(() => pace('--detector psi')).toThrow(
      '--detector: expected one of fixed, phi, adaptive, got "psi"',
    )
  })
})

test('What says when silence is a verdict are words that there are', () => {
  const asked = readWords(['watch', '--help'])
  const help = asked.command === 'help' ? asked.text : ''
  for (const word of JUDGING) expect(help).toContain(` ${word} <`)
})

test('The help names every preset', () => {
  const asked = readWords(['serve', '--help'])
  const help = asked.command === 'help' ? asked.text.replaceAll(/\s+/g, ' ') : ''
  const names: readonly PresetName[] = ['lan', 'internet', 'mobile', 'aggressive']
  expect(Object.keys(presets)).toEqual(names)
  expect(help).toContain('lan, internet, mobile or aggressive')
})
