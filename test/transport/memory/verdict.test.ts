import { expect, test } from 'vitest'
import { befallsStreams, PASS, streamError, type Verdict } from '../../../src/transport/memory/verdict.ts'

test('A stream can be late, cut or reset, and nothing else can befall its frames', () => {
  const verdicts: Verdict[] = [
    PASS,
    { kind: 'delay', ms: 1 },
    { kind: 'cut' },
    { kind: 'reset' },
    { kind: 'drop' },
    { kind: 'duplicate' },
    { kind: 'reorder', ms: 1 },
    { kind: 'corrupt' },
  ]
  expect(verdicts.filter(befallsStreams).map(({ kind }) => kind)).toEqual(['pass', 'delay', 'cut', 'reset'])
})

test('Why it cannot is said, and where it can', () => {
  expect(streamError('drop')).toMatchObject({ option: 'verdict' })
  expect(streamError('drop').message).toMatch(
    /drop befalls only .* a stream retransmits.* delivers: 'messages'/,
  )
})
