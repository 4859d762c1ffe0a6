import { describe, expect, test } from 'vitest'
import { connectionMeanings } from '../../src/charts/meanings.ts'
import { chartMermaid } from '../../src/charts/mermaid.ts'
import { chartOf } from '../../src/charts/read.ts'
import { connectionChart } from '../../src/machines/connection.ts'
import { alone, odd, shop } from './machines.ts'

describe('A chart in Mermaid', () => {
  test('A flat machine: start, states with what they do, arrows, ends', () => {
    const text = chartMermaid(chartOf(connectionChart, connectionMeanings))
    expect(text).toMatch(/^stateDiagram-v2\n {2}accTitle: The life of one supervised connection\n/)
    expect(lines(text)).toEqual(
      expect.arrayContaining([
        '[*] --> connecting',
        'state "alive" as alive',
        'alive: Link and handshake are complete, and the peer is heard',
        'alive: link.stabilised / startOver',
        'alive: link.replaced / takeUp',
        'dead: stop [asksNow] / noteStopping, destroy',
        'dead --> failed: link.released [else]',
        'backoff --> connecting: backoff.elapsed / countAttempt<br/>retry / countAttempt<br/>link.replaced / takeUp, countAttempt',
        'stopped --> [*]',
      ]),
    )
  })

  test('Nested and parallel states, history, and arrows into them', () => {
    expect(chartMermaid(chartOf(shop))).toMatchInlineSnapshot(`
      "stateDiagram-v2
        accTitle: A shop； with everything
        direction TB
        s__shop --> closed: cancel
        state "shop" as s__shop {
          [*] --> closed
          closed --> busy: open [isOpen and not isFull]<br/>open [atLeast(least: 2)] / count
          closed --> ended: open [else]
          closed --> closed: tick / raise(close)
          closed --> busy_till_before: resume
          busy --> closed: close / log
          busy --> ended: done
          state "closed" as closed
          closed: Nobody is served
          closed: exit / tell, log
          closed: open [isFull] / log
          state "busy" as busy {
            busy_till_idle --> busy_door: pay
            state "till" as busy_till {
              [*] --> busy_till_idle
              busy_till_idle --> busy_till_paying: pay<br/>after 50 ms
              busy_till_paying --> busy_till_paid: done(fetchPrice)
              busy_till_paying --> busy_till_idle: error(fetchPrice)
              state "idle" as busy_till_idle
              busy_till_idle: after patience / log
              state "paying" as busy_till_paying
              busy_till_paying: runs fetchPrice
              busy_till_paying: runs count
              busy_till_paying: snapshot(second) / log
              state "paid" as busy_till_paid
              busy_till_paid --> [*]
              state "before (H∗)" as busy_till_before
            }
            --
            state "door" as busy_door {
              [*] --> busy_door_shut
              busy_door_shut --> busy_door_ajar: always [(isOpen and isFull) or in busy.till]
              busy_door_ajar --> busy_door_shut: ∗
              busy_door_ajar --> busy_door_gone: a:b；c ‹d› 'e' ＆ ∗f∗
              state "shut" as busy_door_shut
              busy_door_shut: always [inline] / enqueueActions
              state "ajar" as busy_door_ajar
              state "gone" as busy_door_gone
              busy_door_gone --> [*]
            }
          }
          note right of busy
            Two things at once
          end note
          state "ended" as ended
          ended --> [*]
        }
        note right of s__shop
          A shop
          with everything
          peer.∗ / log
        end note
      "
    `)
  })

  test('Names that mean something to Mermaid', () => {
    expect(chartMermaid(chartOf(odd))).toMatchInlineSnapshot(`
      "stateDiagram-v2
        direction TB
        [*] --> s_end
        s_1 --> s_state: x：：
        s_end --> a_b: ＿＿go＿＿
        s_end --> a_b_2: x：：
        a_b --> s_1: % %
        a_b_2 --> s_state: ＿＿go＿＿
        s_state --> s_state: ＿＿go＿＿
        state "1" as s_1
        state "end" as s_end
        s_end: Ends with a colon：
        state "a-b" as a_b
        state "a b" as a_b_2
        state "state" as s_state
      "
    `)
  })

  test('A machine without states is one box', () => {
    expect(chartMermaid(chartOf(alone))).toMatchInlineSnapshot(`
      "stateDiagram-v2
        direction TB
        state "alone" as s__alone
        s__alone: entry / inline
        s__alone: poke / poked
      "
    `)
  })

  test('Every line has a form that Mermaid 11 was seen to read', () => {
    const id = '[A-Za-z]\\w*'
    const text = '(?:[^:;\\n]|:[^:;\\n])+'
    const forms = [
      'stateDiagram-v2|direction TB|--|\\}|end note',
      `accTitle: ${text}`,
      `state "[^"]+" as ${id}(?: \\{)?`,
      `(?:${id}|\\[\\*\\]) --> (?:${id}|\\[\\*\\])(?::${text})?`,
      `${id}:${text}`,
      `note right of ${id}`,
    ]
    const known = new RegExp(`^(?:${forms.join('|')})$`)
    for (const machine of [shop, odd, alone, connectionChart]) {
      const all = chartMermaid(chartOf(machine)).replaceAll(
        /(?<=note right of \w+\n)[\s\S]*?(?=\n *end note)/g,
        '',
      )
      for (const line of lines(all)) expect(line).toMatch(known)
    }
  })
})

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
