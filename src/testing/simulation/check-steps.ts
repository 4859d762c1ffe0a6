/** Steps of a simulation from outside, checked field by field. */
import { OptionError } from '../../transport/transport.ts'
import { checkHardship, kindOf, lasts } from '../scenario/check-hardship.ts'
import { Fields, refuseAt } from '../scenario/fields.ts'
import { MANNERS, type SimulatedAct, type SimulationStep } from './plan.ts'

const ACTS: Readonly<Record<SimulatedAct['kind'], readonly string[]>> = {
  send: ['connection', 'text'],
  stop: ['connection'],
  'stop now': ['connection'],
  retry: ['connection'],
  pause: ['connection'],
  resume: ['connection'],
  start: ['connection'],
  restart: ['connection'],
  remove: ['connection'],
  declare: ['connection'],
  probe: ['connection'],
  rotate: ['connection'],
  change: ['connection'],
  bug: ['connection', 'times'],
  manners: ['host', 'manner'],
  errors: ['host', 'share'],
}

/** @throws OptionError naming the first place that cannot be used. */
export function checkSteps(values: readonly unknown[], path: string): SimulationStep[] {
  const steps: SimulationStep[] = []
  let before = 0
  for (const value of values) {
    const step = checkStep(value, `${path}[${steps.length}]`)
    if (step.atMs < before) {
      throw new OptionError(
        `${path}[${steps.length}].atMs`,
        `expected at least ${before}, that of the step before`,
      )
    }
    before = step.atMs
    steps.push(step)
  }
  return steps
}

function checkStep(value: unknown, path: string): SimulationStep {
  const fields = new Fields(value, path, ['atMs', 'inflict', 'forMs', 'act'])
  const atMs = fields.number('atMs', 0)
  if (fields.has('inflict') === fields.has('act')) {
    throw new OptionError(path, 'expected either a hardship to inflict or an act')
  }
  if (fields.has('act')) return { atMs, act: checkAct(fields.get('act'), fields.at('act')) }
  const inflict = checkHardship(fields.get('inflict'), fields.at('inflict'))
  if (!fields.has('forMs')) return { atMs, inflict }
  if (!lasts(inflict)) throw new OptionError(fields.at('forMs'), `a ${inflict.kind} happens`)
  return { atMs, inflict, forMs: fields.number('forMs', 0) }
}

function checkAct(value: unknown, path: string): SimulatedAct {
  const kind = kindOf(value, path, ACTS)
  const fields = new Fields(value, path, ['kind', ...ACTS[kind]])
  switch (kind) {
    case 'send': {
      const text = fields.get('text')
      if (typeof text !== 'string') refuseAt(fields.at('text'), 'a text', text)
      return { kind, connection: fields.text('connection'), text }
    }
    case 'bug':
      return { kind, connection: fields.text('connection'), times: fields.number('times', 1, 1_000_000) }
    case 'manners': {
      const manner = MANNERS.find((one) => one === fields.get('manner'))
      if (manner === undefined)
        refuseAt(fields.at('manner'), `one of ${MANNERS.join(', ')}`, fields.get('manner'))
      return { kind, host: fields.text('host'), manner }
    }
    case 'errors':
      return { kind, host: fields.text('host'), share: fields.number('share', 0, 1) }
    default:
      return { kind, connection: fields.text('connection') }
  }
}
