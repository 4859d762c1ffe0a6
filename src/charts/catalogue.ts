/** The machines of this library, by the names under which they can be shown. */
import type { AnyStateMachine } from 'xstate'
import { connectionChart } from '../machines/connection.ts'
import { supervisorChart } from '../supervisor/chart.ts'

export const catalogue: ReadonlyMap<string, AnyStateMachine> = new Map<string, AnyStateMachine>([
  ['connection', connectionChart],
  ['supervisor', supervisorChart],
])
