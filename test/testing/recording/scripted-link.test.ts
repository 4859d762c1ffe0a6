import { describe, expect, test } from 'vitest'
import { ScriptedLink } from '../../../src/testing/recording/scripted-link.ts'
import { noting } from './support/collecting.ts'

function scripted(facts: { closedAt: number; releasedAt: number } | null = null) {
  const owner = noting()
  const soon: (() => void)[] = []
  const link = new ScriptedLink({ at: 100, soon: (task) => soon.push(task) }, owner, true)
  if (facts !== null) link.follows({ ...facts })
  return { owner, link, settle: () => soon.splice(0).map((task) => task()) }
}

describe('a scripted link', () => {
  test('says what the recorded one said, once it is open', () => {
    const { owner, link } = scripted()
    link.heard()
    link.opened()
    link.heard()
    link.frame('x')
    link.ponged(true)
    link.ended({ kind: 'eof', by: 'peer' })
    link.released()
    link.released()
    expect(owner.calls).toEqual(['opened', 'heard', 'frame false', 'ponged true', 'ended', 'released'])
  })

  test('that is closed when the recorded one was goes when that one went', () => {
    const { owner, link, settle } = scripted({ closedAt: 100, releasedAt: 140 })
    link.opened()
    link.close()
    settle()
    expect(owner.calls).toEqual(['opened'])
    link.released()
    expect(owner.calls).toEqual(['opened', 'released'])
  })

  test('that is closed where the recorded one went on goes soon', () => {
    const { owner, link, settle } = scripted({ closedAt: 900, releasedAt: 950 })
    link.opened()
    link.destroy()
    settle()
    expect(owner.calls).toEqual(['opened', 'released'])
  })

  test('stays where the recorded one was let go', () => {
    const { owner, link } = scripted({ closedAt: 90, releasedAt: 100 })
    link.opened()
    link.released()
    expect([link.isOpen, owner.calls]).toEqual([true, ['opened']])
  })

  test('takes what is written, unless bytes waited then', () => {
    const { link } = scripted()
    const taken: unknown[] = []
    link.write('a', (cause) => taken.push(cause))
    link.buffered = 3
    link.write('b', (cause) => taken.push(cause))
    expect(taken).toEqual([null])
    expect(link.encode('c')).toBe('c')
  })
})
