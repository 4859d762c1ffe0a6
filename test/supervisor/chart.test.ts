import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type SupervisorEvent, type SupervisorPhase, supervisorChart } from '../../src/supervisor/chart.ts'

function started() {
  let stops = 0
  const shown: (SupervisorPhase | 'children are stopped')[] = []
  const port = {
    entered: (phase: SupervisorPhase) => {
      shown.push(phase)
    },
    stopChildren: () => {
      stops += 1
      shown.push('children are stopped')
    },
  }
  const actor = createActor(supervisorChart, { input: { port } }).start()
  const tell = (...types: SupervisorEvent['type'][]): string => {
    for (const type of types) actor.send({ type })
    return String(actor.getSnapshot().value)
  }
  return { actor, tell, shown, stops: () => stops }
}

describe('The life of a supervisor', () => {
  test.each<{ events: SupervisorEvent['type'][]; state: string; stops: number }>([
    { events: [], state: 'running', stops: 0 },
    { events: ['children.gone'], state: 'running', stops: 0 },
    { events: ['stop'], state: 'stopping', stops: 1 },
    { events: ['stop', 'stop'], state: 'stopping', stops: 1 },
    { events: ['stop', 'intensity.exceeded'], state: 'stopping', stops: 1 },
    { events: ['stop', 'children.gone'], state: 'stopped', stops: 1 },
    { events: ['intensity.exceeded'], state: 'givingUp', stops: 1 },
    { events: ['intensity.exceeded', 'intensity.exceeded'], state: 'givingUp', stops: 1 },
    { events: ['intensity.exceeded', 'stop'], state: 'givingUp', stops: 1 },
    { events: ['intensity.exceeded', 'children.gone'], state: 'failed', stops: 1 },
    { events: ['significant.ended'], state: 'stopping', stops: 1 },
  ])(
    'that was told $events is $state and has stopped its children $stops times',
    ({ events, state, stops }) => {
      const supervisor = started()
      expect(supervisor.tell(...events)).toBe(state)
      expect(supervisor.stops()).toBe(stops)
    },
  )

  test('shows each phase once, as it enters it, before it acts on it', () => {
    const { tell, shown } = started()
    tell('stop', 'stop', 'children.gone')
    expect(shown).toEqual(['running', 'stopping', 'children are stopped', 'stopped'])
    const other = started()
    other.tell('intensity.exceeded', 'stop', 'children.gone')
    expect(other.shown).toEqual(['running', 'givingUp', 'children are stopped', 'failed'])
  })

  test('is over when nothing is left of its children, and not before', () => {
    const { actor, tell } = started()
    tell('stop')
    expect(actor.getSnapshot().status).toBe('active')
    tell('children.gone')
    expect(actor.getSnapshot().status).toBe('done')
  })
})
