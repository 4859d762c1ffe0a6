import { expect, test } from 'vitest'
import { createActor } from 'xstate'
import { type BreakerEvent, type BreakerPort, breakerChart } from '../../src/breaker/chart.ts'

/** What the chart asks for, in order, and how it stands. */
function started(mayProbe = true) {
  const asked: string[] = []
  const port: BreakerPort = {
    mayProbe,
    entered: (phase) => asked.push(phase),
    wait: () => asked.push('wait'),
    cancelWait: () => asked.push('cancelWait'),
  }
  const actor = createActor(breakerChart, { input: { port } }).start()
  return {
    asked,
    after: (...types: BreakerEvent['type'][]) => {
      for (const type of types) actor.send({ type })
      return actor.getSnapshot()
    },
  }
}

test('It begins closed, and opens by failures or by the end of the peer', () => {
  expect(started().after().value).toBe('closed')
  expect(started().after('failures.exceeded').value).toBe('open')
  expect(started().after('peer.lost').value).toBe('open')
})

test('An open time is begun before it is shown, and called off however it ends', () => {
  const { asked, after } = started()
  after('failures.exceeded', 'wait.over', 'probe.failed', 'peer.alive', 'peer.lost', 'stop')
  const open = ['wait', 'open', 'cancelWait']
  expect(asked).toEqual(['closed', ...open, 'half-open', ...open, 'half-open', ...open, 'stopped'])
})

test('Where the peer is not there, the end of an open time changes nothing; its coming back does', () => {
  const { after } = started(false)
  expect(after('peer.lost', 'wait.over').value).toBe('open')
  expect(after('peer.alive').value).toBe('half-open')
})

test.each(['probes.succeeded', 'wait.over', 'peer.alive', 'peer.lost', 'failures.exceeded'] as const)(
  'From open, %s does not close it',
  (type) => {
    expect(started().after('failures.exceeded', type).value).not.toBe('closed')
  },
)

test('Only the success of its probes closes it', () => {
  expect(started().after('failures.exceeded', 'wait.over', 'probes.succeeded').value).toBe('closed')
})

test.each([[[]], [['failures.exceeded']], [['failures.exceeded', 'wait.over']]] as const)(
  'After %j it can be stopped, for good',
  (before) => {
    expect(started().after(...before, 'stop').status).toBe('done')
  },
)
