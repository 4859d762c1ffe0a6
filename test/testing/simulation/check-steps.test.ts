import { expect, test } from 'vitest'
import { checkSteps } from '../../../src/testing/simulation/check-steps.ts'

test('Steps are read as they were written', () => {
  const steps = [
    { atMs: 1, inflict: { kind: 'cut', between: ['us', 'peer1'] }, forMs: 5 },
    { atMs: 2, inflict: { kind: 'reset', between: ['us', 'peer1'] } },
    { atMs: 2, act: { kind: 'send', connection: 'a', text: '' } },
    { atMs: 3, act: { kind: 'bug', connection: 'a', times: 2 } },
    { atMs: 3, act: { kind: 'manners', host: 'peer1', manner: 'slow' } },
    { atMs: 3, act: { kind: 'errors', host: 'peer1', share: 0.5 } },
    { atMs: 3, act: { kind: 'restart', connection: 's/b' } },
  ]
  expect(checkSteps(steps, 'steps')).toEqual(steps)
})

test.each([
  ['steps[0]: expected either', { atMs: 1 }],
  ['steps[0].atMs', { atMs: -1, act: { kind: 'stop', connection: 'a' } }],
  ['steps[0].act.kind', { atMs: 1, act: { kind: 'dance', connection: 'a' } }],
  ['steps[0].act.connection', { atMs: 1, act: { kind: 'stop' } }],
  ['steps[0].act.text', { atMs: 1, act: { kind: 'send', connection: 'a' } }],
  ['steps[0].act.times', { atMs: 1, act: { kind: 'bug', connection: 'a', times: 0 } }],
  ['steps[0].act.manner', { atMs: 1, act: { kind: 'manners', host: 'a', manner: 'polite' } }],
  ['steps[0].act.share', { atMs: 1, act: { kind: 'errors', host: 'a', share: 2 } }],
  ['steps[0].forMs', { atMs: 1, inflict: { kind: 'reset', between: ['us', 'a'] }, forMs: 5 }],
])('A step is refused at its place: %s', (place, step) => {
  expect(() => checkSteps([step], 'steps')).toThrow(place)
})

test('Steps that are not in the order of their times are refused', () => {
  const act = { kind: 'stop', connection: 'a' }
  expect(() =>
    checkSteps(
      [
        { atMs: 5, act },
        { atMs: 4, act },
      ],
      'steps',
    ),
  ).toThrow('steps[1].atMs')
})
