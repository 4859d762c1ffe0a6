import { BehaviorSubject } from 'rxjs'
import { describe, expect, test } from 'vitest'
import type { BreakerPhase } from '../../../src/breaker/index.ts'
import { Breakers } from '../../../src/testing/invariants/breakers.ts'
import { Ledger } from '../../../src/testing/invariants/ledger.ts'
import { Planted } from './planted.ts'

/** A breaker that tells what the test has it tell, and passes what it likes. */
function told(probes = 1) {
  const { stage } = new Planted()
  const ledger = new Ledger(() => 0)
  const breakers = new Breakers()
  const watcher = breakers.keep(Object.assign(stage, { ledger }))
  let shown: BreakerPhase = 'closed'
  const changes = new BehaviorSubject<{ readonly phase: BreakerPhase }>({ phase: shown })
  const story = breakers.watch(
    {
      id: 'it',
      get phase() {
        return shown
      },
      // Of a change the phase alone is looked at.
      phase$: changes as never,
    },
    probes,
  )
  return {
    breakers,
    story,
    ledger,
    be(phase: BreakerPhase) {
      shown = phase
      changes.next({ phase })
    },
    show(phase: BreakerPhase) {
      shown = phase
    },
    end: () => changes.complete(),
    look: () => watcher.lookAround?.(),
    whats: () => ledger.breaches.map(({ invariant, what }) => `${invariant} ${what}`),
  }
}

describe('A breaker that keeps its promise', () => {
  test('passes what it likes while it is closed, its probes when it is half-open, and closes by these', () => {
    const { story, be, look, whats, ledger, breakers } = told(2)
    for (let calls = 0; calls < 5; calls += 1) story.passes()('failure')
    be('open')
    story.refused()
    be('half-open')
    const [first, second] = [story.passes(), story.passes()]
    first('success')
    second('nothing')
    story.passes()('success')
    be('closed')
    look()
    expect(whats()).toEqual([])
    expect(ledger.checked[12]?.times).toBeGreaterThan(8)
    expect(breakers.seen).toEqual({ passed: 8, refused: 1, opened: 1, closed: 1 })
  })

  test('is not looked at any more when it has stopped, and passes nothing then', () => {
    const { story, be, end, show, look, whats } = told()
    be('stopped')
    end()
    show('closed')
    look()
    expect(whats()).toEqual([])
    story.passes()
    expect(whats()).toEqual(['13 is stopped, and has passed 1 calls, where 0 are allowed'])
  })
})

describe('It is found when a breaker', () => {
  test('passes a call while it is open', () => {
    const { story, be, whats } = told()
    be('open')
    story.passes()
    expect(whats()).toEqual(['13 is open, and has passed 1 calls, where 0 are allowed'])
  })

  test('passes one call more than its probes, those that were called off left out', () => {
    const { story, be, whats } = told(2)
    be('half-open')
    story.passes()('success')
    story.passes()('nothing')
    story.passes()
    expect(whats()).toEqual([])
    story.passes()
    expect(whats()).toEqual(['13 is half-open, and has passed 3 calls, where 2 are allowed'])
  })

  test.each<[string, (its: ReturnType<typeof told>) => void]>([
    ['from open', ({ be }) => be('open')],
    [
      'by a call that began before it opened',
      ({ be, story }) => {
        const settles = story.passes()
        be('open')
        be('half-open')
        settles('success')
      },
    ],
    [
      'by a probe of an older half-open time',
      ({ be, story }) => {
        be('half-open')
        const settles = story.passes()
        be('open')
        be('half-open')
        settles('success')
      },
    ],
    [
      'after a probe that failed',
      ({ be, story }) => {
        be('half-open')
        story.passes()('failure')
      },
    ],
  ])('closes %s', (_, lead) => {
    const its = told()
    lead(its)
    its.be('closed')
    expect(its.whats()).toEqual([
      expect.stringMatching(/^13 closes from (open|half-open), after 0 successes/),
    ])
  })

  test('shows another phase than it has told', () => {
    const { show, look, whats } = told()
    show('half-open')
    look()
    expect(whats()).toEqual(['13 shows itself as half-open, and has told closed'])
  })
})
