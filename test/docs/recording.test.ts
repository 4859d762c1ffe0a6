/** The programs of docs/recording.md fit the types of the package, and a recording is a test as the page says. */
import { describe, expect, test } from 'vitest'
import { expectReplays } from '../../src/testing/recording/index.ts'
import { rough } from '../testing/recording/support/lines.ts'
import { blocks, paper } from './support/markdown.ts'
import { complaintsAbout } from './support/types.ts'

describe('docs/recording.md', () => {
  test('has programs that fit the types of the package', () => {
    const programs = blocks(paper('docs/recording.md'), 'ts')
    expect(programs).toHaveLength(2)
    expect(
      complaintsAbout(Object.fromEntries(programs.map((text, index) => [`recording-${index}`, text]))),
    ).toEqual([])
  })

  test('says what an arrival and a tick cost in the file', async () => {
    const lines = await rough({ detectors: ['fixed'], troubles: [{ kind: 'nothing', ms: 600_000 }] })
    const { arrivals } = await expectReplays(lines)
    const bytes = lines.filter((line) => line.includes('"log"')).join('\n').length
    // 20 ticks a second, one byte each and as much again for what stands between them.
    expect(arrivals).toBeGreaterThan(590)
    expect(bytes / 600).toBeLessThan(130)
  })
})
