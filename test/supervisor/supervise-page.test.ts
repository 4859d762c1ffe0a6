import { describe, expect, test } from 'vitest'
import * as page from '../../src/browser.ts'
import * as main from '../../src/index.ts'
import { sharedDials } from '../../src/supervisor/shared-dials.ts'

describe('a supervisor in a page', () => {
  test('lets each connection dial by itself, unless it is told how they share', () => {
    expect(page.supervise().world.dials).toBeNull()
    expect(page.supervise({ dials: sharedDials() }).world.dials).not.toBeNull()
  })

  test('has the same names around it as elsewhere', () => {
    expect(Object.keys(page).sort()).toEqual(Object.keys(main).sort())
  })
})
