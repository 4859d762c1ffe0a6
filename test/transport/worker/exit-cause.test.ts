import { expect, test } from 'vitest'
import { exitCause } from '../../../src/transport/worker/exit-cause.ts'

test('Exit code 0 is a planned goodbye, any other one and a signal are a reset that says which', () => {
  expect(exitCause(0, null)).toEqual({ kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' })
  expect(exitCause(3, null)).toEqual({
    kind: 'reset',
    by: 'network',
    detail: 'the process exited with code 3',
    of: 'program',
  })
  expect(exitCause(null, 'SIGKILL')).toEqual({
    kind: 'reset',
    by: 'network',
    detail: 'the process was ended by SIGKILL',
    of: 'program',
  })
})
