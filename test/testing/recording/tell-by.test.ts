import { expect, test } from 'vitest'
import type { CodeName } from '../../../src/testing/recording/form.ts'
import { ScriptedLink } from '../../../src/testing/recording/scripted-link.ts'
import { tellBy } from '../../../src/testing/recording/tell-by.ts'
import { noting } from './support/collecting.ts'

test('Each code is what the link tells its owner', () => {
  const owner = noting()
  const link = new ScriptedLink({ at: 0, soon: () => {} }, owner, false)
  const codes: readonly CodeName[] = ['O', 'H', 'B', 'P', 'Q', 'G', 'E', 'I', 'J', 'K', 'N', '?', 'Z', 'X']
  for (const code of codes) tellBy(link, code, { kind: 'eof', by: 'peer' })
  expect(owner.calls).toEqual([
    'opened',
    'heard',
    'frame false',
    'frame false',
    'frame false',
    'partial true',
    'partial false',
    'pinged',
    'ponged true',
    'ponged false',
    'drained',
    'ended',
    'released',
  ])
})
