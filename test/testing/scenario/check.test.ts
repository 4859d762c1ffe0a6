import { describe, expect, test } from 'vitest'
import { checkScenario } from '../../../src/testing/scenario/check.ts'

const cut = { kind: 'cut', between: ['us', 'server'] }
const step = { atMs: 5, inflict: cut, forMs: 4 }
const stop = { kind: 'stop', connection: 'a' }
const file = { v: 1, name: 'one', steps: [step, { atMs: 5, act: stop }], lastsMs: 10 }

describe('A scenario from outside', () => {
  test('comes back as it was', () => {
    expect(checkScenario(JSON.parse(JSON.stringify(file)))).toEqual(file)
    const acts = ['stop', 'stop now', 'retry', 'pause', 'resume'].map((kind) => ({
      atMs: 0,
      act: { kind, connection: 'a' },
    }))
    const sends = [{ atMs: 1, act: { kind: 'send', connection: 'a', text: '' } }]
    expect(checkScenario({ ...file, steps: [...acts, ...sends] }).steps).toEqual([...acts, ...sends])
  })

  test.each<[string, unknown, string]>([
    ['no object', [], 'scenario: expected an object, got a list'],
    ['another version', { ...file, v: 2 }, 'v: expected 1, the version of this form, got 2'],
    ['no name', { ...file, name: '' }, 'name: expected a text, got ""'],
    [
      'a field that is not known',
      { ...file, seed: 1 },
      'seed: no such field; there are v, name, steps, lastsMs',
    ],
    ['no steps', { ...file, steps: {} }, 'steps: expected a list, got an object'],
    ['a step that is none', { ...file, steps: [step, 7] }, 'steps[1]: expected an object, got 7'],
    [
      'times out of order',
      { ...file, steps: [step, { ...step, atMs: 4 }] },
      'steps[1].atMs: expected at least 5, that of the step before, got 4',
    ],
    [
      'an end before the last step',
      { ...file, lastsMs: 4 },
      'lastsMs: expected at least 5, the time of the last step, got 4',
    ],
    [
      'a time before the beginning',
      { ...file, steps: [{ ...step, atMs: -1 }] },
      'steps[0].atMs: expected a number of at least 0, got -1',
    ],
    [
      'a step that does nothing',
      { ...file, steps: [{ atMs: 5 }] },
      'steps[0]: expected either a hardship to inflict or an act',
    ],
    [
      'a step that does both',
      { ...file, steps: [{ ...step, act: stop }] },
      'steps[0]: expected either a hardship to inflict or an act',
    ],
    [
      'a bad hardship',
      { ...file, steps: [{ atMs: 0, inflict: { kind: 'stall', host: 'us', ms: null } }] },
      'steps[0].inflict.ms: expected a number of at least 0, got null',
    ],
    [
      'a duration of what just happens',
      { ...file, steps: [{ atMs: 0, inflict: { kind: 'reset', between: ['a', 'b'] }, forMs: 1 }] },
      'steps[0].forMs: a reset happens: nothing of it is left to cure',
    ],
    [
      'a duration of an act',
      { ...file, steps: [{ atMs: 0, act: stop, forMs: 1 }] },
      'steps[0].forMs: an act has no duration',
    ],
    [
      'an act that nobody can do',
      { ...file, steps: [{ atMs: 0, act: { kind: 'go', connection: 'a' } }] },
      'steps[0].act.kind: expected one of send, stop, stop now, retry, pause, resume, got "go"',
    ],
    [
      'a frame without text',
      { ...file, steps: [{ atMs: 0, act: { kind: 'send', connection: 'a' } }] },
      'steps[0].act.text: expected a text, got nothing',
    ],
    [
      'an act on nobody',
      { ...file, steps: [{ atMs: 0, act: { kind: 'stop' } }] },
      'steps[0].act.connection: expected a text, got nothing',
    ],
  ])('%s is refused by its place', (_, given, message) => {
    expect(() => checkScenario(given)).toThrow(expect.objectContaining({ name: 'OptionError', message }))
  })
})
