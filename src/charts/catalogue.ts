/** The charts of this library's machines, by the names under which they can be shown. */
import { breakerChart } from '../breaker/chart.ts'
import { connectionChart } from '../machines/connection.ts'
import { supervisorChart } from '../supervisor/chart.ts'
import { identityChart } from '../supervisor/identity/chart.ts'
import type { Chart } from './chart.ts'
import { breakerMeanings, connectionMeanings, identityMeanings, supervisorMeanings } from './meanings.ts'
import { chartOf } from './read.ts'

export const catalogue: ReadonlyMap<string, Chart> = new Map([
  ['connection', chartOf(connectionChart, connectionMeanings)],
  ['supervisor', chartOf(supervisorChart, supervisorMeanings)],
  ['identity', chartOf(identityChart, identityMeanings)],
  ['breaker', chartOf(breakerChart, breakerMeanings)],
])
