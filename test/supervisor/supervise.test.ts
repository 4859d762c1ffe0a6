import { describe, expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'

describe('a supervisor', () => {
  test('shares the dials of its connections, unless it is told not to', () => {
    expect(supervise().world.dials).not.toBeNull()
    expect(supervise({ dials: false }).world.dials).toBeNull()
    expect(supervise({ dials: sharedDials() }).world.dials).not.toBeNull()
  })

  test('takes nothing else for that', () => {
    const options = JSON.parse('{"dials":{"perSecond":5}}')
    expect(() => supervise(options)).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'dials' }),
    )
  })
})
