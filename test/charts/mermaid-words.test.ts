import { expect, test } from 'vitest'
import { mermaidIds, mermaidText } from '../../src/charts/mermaid-words.ts'

test('Plain names stay, and others become plain without becoming the same', () => {
  expect([...mermaidIds(['alive', 'a.b', 'a-b', 'a_b', '1', '#x', 'end', 'State'])]).toEqual([
    ['alive', 'alive'],
    ['a.b', 'a_b'],
    ['a-b', 'a_b_2'],
    ['a_b', 'a_b_3'],
    ['1', 's_1'],
    ['#x', 's__x'],
    ['end', 's_end'],
    ['State', 's_State'],
  ])
})

test.each([
  ['stop [asksNow] / noteStopping', 'stop [asksNow] / noteStopping'],
  ['snake_case', 'snake_case'],
  ['Given up: not worth it', 'Given up: not worth it'],
  ['ends with:', 'ends with：'],
  ['x::y', 'x：:y'],
  ['a; b', 'a； b'],
  ['peer.*', 'peer.∗'],
  ['<b> & "q"', "‹b› ＆ 'q'"],
  ['__go__', '＿＿go＿＿'],
  ['%%', '% %'],
  ['two\n lines', 'two lines'],
])('%s is written as %s', (text, written) => {
  expect(mermaidText(text)).toBe(written)
})
