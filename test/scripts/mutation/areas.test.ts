import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { AREAS, sourcesOf } from '../../../scripts/mutation/areas.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

describe.each(AREAS)('the sources of $name', (area) => {
  test('are found, in its folders and below', () => {
    expect(sourcesOf(area, root).length).toBeGreaterThan(5)
  })

  test('leave out what has a reason, and nothing that is not there', () => {
    for (const path of area.without.keys()) {
      expect(existsSync(join(root, path)), path).toBe(true)
      expect(sourcesOf(area, root)).not.toContain(path)
    }
  })
})
