import { expect, test } from 'vitest'
import { checkSteps } from '../../../src/testing/simulation/check-steps.ts'
import { drawPlan } from '../../../src/testing/simulation/draw.ts'

test('Over some seeds everything happens that can, in order, and no more often than every minute or so', () => {
  const kinds = new Set<string>()
  let [steps, hours] = [0, 0]
  for (let seed = 0; seed < 30; seed += 1) {
    for (const round of drawPlan({ seed, hours: 2 }).rounds) {
      expect(() => checkSteps(round.steps, 'steps')).not.toThrow()
      for (const step of round.steps) {
        kinds.add('act' in step ? step.act.kind : step.inflict.kind)
        expect(step.atMs).toBeLessThanOrEqual(round.lastsMs)
      }
      steps += round.steps.length
      hours += round.lastsMs / 3_600_000
    }
  }
  const hardships = ['delay', 'bandwidth', 'cut', 'partition', 'reset', 'refuse', 'unreachable', 'mute']
  const hosts = ['slow reader', 'crash', 'freeze', 'stall', 'sleep', 'clock jump']
  const acts = [
    'send',
    'stop',
    'stop now',
    'retry',
    'pause',
    'resume',
    'start',
    'restart',
    'remove',
    'declare',
  ]
  const others = ['probe', 'rotate', 'change', 'bug', 'manners', 'errors']
  expect([...kinds].sort()).toEqual([...hardships, ...hosts, ...acts, ...others].sort())
  // Some thirty kinds, each of them every few minutes.
  expect(steps / hours).toBeGreaterThan(20)
  expect(steps / hours).toBeLessThan(400)
})
