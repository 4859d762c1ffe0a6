import { expect, test } from 'vitest'
import * as cause from '../../src/transport/cause.ts'
import * as contract from '../../src/transport/transport.ts'

test('The contract hands on the table of causes, so that whoever keeps it needs no other import', () => {
  expect(Object.entries(contract)).toEqual(
    expect.arrayContaining([
      ['ConnectionError', cause.ConnectionError],
      ['OptionError', cause.OptionError],
      ['causeOfSystemError', cause.causeOfSystemError],
      ['crashCause', cause.crashCause],
      ['describeCause', cause.describeCause],
      ['timeoutCause', cause.timeoutCause],
    ]),
  )
})
