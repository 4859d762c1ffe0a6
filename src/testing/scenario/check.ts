/** Scenarios from outside, checked at the door. */
import { OptionError } from '../../transport/cause.ts'
import type { Act, Scenario, ScenarioStep } from '../scenario.ts'
import { checkHardship, kindOf, lasts } from './check-hardship.ts'
import { Fields, refuseAt } from './fields.ts'

const ACTS: Readonly<Record<Act['kind'], readonly string[]>> = {
  send: ['connection', 'text'],
  stop: ['connection'],
  'stop now': ['connection'],
  retry: ['connection'],
  pause: ['connection'],
  resume: ['connection'],
}

/**
 * A scenario that was written by hand, read from JSON, or came from anywhere else: the same one, with known fields only.
 *
 * @throws OptionError naming the first place that cannot be used, as in `steps[3].inflict.ms`.
 */
export function checkScenario(value: unknown): Scenario {
  const fields = new Fields(value, '', ['v', 'name', 'steps', 'lastsMs'])
  if (fields.get('v') !== 1) refuseAt('v', '1, the version of this form', fields.get('v'))
  const name = fields.text('name')
  const lastsMs = fields.number('lastsMs', 0)
  const steps: ScenarioStep[] = []
  let before = 0
  for (const given of fields.list('steps')) {
    const path = `steps[${steps.length}]`
    const step = checkStep(given, path)
    if (step.atMs < before) {
      throw new OptionError(
        `${path}.atMs`,
        `expected at least ${before}, that of the step before, got ${step.atMs}`,
      )
    }
    before = step.atMs
    steps.push(step)
  }
  if (lastsMs < before) {
    throw new OptionError('lastsMs', `expected at least ${before}, the time of the last step, got ${lastsMs}`)
  }
  return { v: 1, name, steps, lastsMs }
}

function checkStep(value: unknown, path: string): ScenarioStep {
  const fields = new Fields(value, path, ['atMs', 'inflict', 'forMs', 'act'])
  const atMs = fields.number('atMs', 0)
  if (fields.has('inflict') === fields.has('act')) {
    throw new OptionError(path, 'expected either a hardship to inflict or an act')
  }
  if (fields.has('act')) {
    if (fields.has('forMs')) throw new OptionError(fields.at('forMs'), 'an act has no duration')
    return { atMs, act: checkAct(fields.get('act'), fields.at('act')) }
  }
  const inflict = checkHardship(fields.get('inflict'), fields.at('inflict'))
  if (!fields.has('forMs')) return { atMs, inflict }
  if (!lasts(inflict)) {
    throw new OptionError(fields.at('forMs'), `a ${inflict.kind} happens: nothing of it is left to cure`)
  }
  return { atMs, inflict, forMs: fields.number('forMs', 0) }
}

function checkAct(value: unknown, path: string): Act {
  const kind = kindOf(value, path, ACTS)
  const fields = new Fields(value, path, ['kind', ...ACTS[kind]])
  const connection = fields.text('connection')
  if (kind !== 'send') return { kind, connection }
  const text = fields.get('text')
  return {
    kind,
    connection,
    text: typeof text === 'string' ? text : refuseAt(fields.at('text'), 'a text', text),
  }
}
