/** Scenario files: what is one is the same when it was written and read again, and what is none is refused by its place. */
import { describeScenario } from '../../../src/testing/scenario/describe.ts'
import { millis } from '../../../src/testing/scenario/duration.ts'
import { readScenario, writeScenario } from '../../../src/testing/scenario/text.ts'
import { OptionError } from '../../../src/transport/cause.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/scenarios.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'

const HARDSHIPS = [
  { kind: 'delay', between: ['us', 'server'], ms: 200, jitterMs: 5 },
  { kind: 'bandwidth', between: ['us', 'server'], oneWay: true, bytesPerSecond: 100 },
  { kind: 'cut', between: ['us', 'server'] },
  { kind: 'partition', between: [['us', 'b'], ['server']] },
  { kind: 'reset', between: ['us', 'server'] },
  { kind: 'frames', between: ['us', 'server'], share: 0.5, verdict: { kind: 'drop' } },
  { kind: 'frames', between: ['us', 'server'], share: 1, verdict: { kind: 'reorder', ms: 5 } },
  { kind: 'refuse', host: 'server', port: 80 },
  { kind: 'unreachable', host: 'server' },
  { kind: 'mute', host: 'server' },
  { kind: 'slow reader', host: 'server', bytesPerSecond: 0 },
  { kind: 'crash', host: 'server' },
  { kind: 'freeze', host: 'server' },
  { kind: 'stall', host: 'us', ms: 400 },
  { kind: 'sleep', host: 'us', ms: 1e6 },
  { kind: 'clock jump', host: 'us', ms: -1e6 },
]

const ACTS = [
  { kind: 'send', connection: 'feed', text: 'hello' },
  { kind: 'stop', connection: 'feed' },
  { kind: 'stop now', connection: 'feed' },
  { kind: 'retry', connection: 'feed' },
  { kind: 'pause', connection: 'feed' },
  { kind: 'resume', connection: 'feed' },
]

export const scenariosTarget: Target = {
  name: 'scenarios',
  of: 'testing/scenario/{text,check,check-hardship,fields,describe,duration}.ts',
  share: 50,
  corpus: casesIn(corpus),
  words: [
    '"v":1',
    '"atMs":',
    '"forMs":5',
    '"inflict":',
    '"act":',
    '"kind":"cut"',
    '"kind":"__proto__"',
    '"between":["a","b"]',
    '"oneWay":true',
    'null',
    '-1',
    '1e400',
    '[]',
    '{}',
    ',',
  ],
  grammar: (draw) => ({ bytes: utf8(JSON.stringify(scenarioOf(draw))), knobs: [] }),
  check({ bytes }) {
    const text = Buffer.from(bytes).toString()
    usable(() => millis('forMs', text))
    const scenario = usable(() => readScenario(text))
    if (scenario === null) return
    // Texts are compared, since JSON has no -0 to write.
    const written = writeScenario(scenario)
    must(writeScenario(readScenario(written)) === written, 'it is another one when it was written and read')
    // A line for each step, and one for the whole; names may have lines of their own.
    const lines = describeScenario({ ...scenario, name: 'it' }).split('\n')
    must(lines.length >= scenario.steps.length + 1, 'a step is not told of')
  },
}

function scenarioOf(draw: Draw): unknown {
  let atMs = 0
  const steps = draw.list(6, () => {
    atMs += draw.pick([0, 1, 500, 0.5, 60_000])
    if (draw.once(3)) return { atMs, act: draw.pick(ACTS) }
    const inflict = draw.pick(HARDSHIPS)
    return draw.once(3) ? { atMs, inflict, forMs: draw.size(5_000) } : { atMs, inflict }
  })
  return { v: 1, name: draw.pick(['half-open', 'ä', '__proto__']), steps, lastsMs: atMs + draw.size(1_000) }
}

/** null where it was refused by its place. @throws whatever else is thrown. */
function usable<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    must(error.message.startsWith(`${error.option}: `), 'refused without a place')
    return null
  }
}
