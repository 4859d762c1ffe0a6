import { expect, test } from 'vitest'
import type { Judged } from '../../../scripts/mutation/mutate.ts'
import { scoresOf, tableOf } from '../../../scripts/mutation/score.ts'

function judged(path: string, ...statuses: readonly Judged['status'][]) {
  return statuses.map((status) => ({ fileName: `/home/somebody/pulsetree/${path}`, status }))
}

test('The score of a folder is what was noticed, in percent of what came to a verdict', () => {
  const mutants = [
    ...judged('src/machines/backoff.ts', 'Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage'),
    ...judged('src/machines/detector/phi.ts', 'Killed', 'RuntimeError', 'Ignored'),
    ...judged('src/transport/framing.ts', 'Survived'),
    ...judged('src/transport/framing/lines.ts', 'Killed'),
  ]
  expect(tableOf(scoresOf(mutants)).split('\n').slice(2)).toEqual([
    '| src/machines | 2 | 1 | 1 | 1 | 0 | 60.0 % |',
    '| src/machines/detector | 1 | 0 | 0 | 0 | 1 | 100.0 % |',
    '| src/transport/framing | 1 | 0 | 1 | 0 | 0 | 50.0 % |',
    '| all | 4 | 1 | 2 | 1 | 1 | 62.5 % |',
  ])
})
