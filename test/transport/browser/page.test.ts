import { describe, expect, test } from 'vitest'
import { pageHints } from '../../../src/transport/browser/page.ts'
import type { Hint } from '../../../src/transport/transport.ts'
import { fakeBrowser } from '../support/fake-browser.ts'

function page() {
  const browser = fakeBrowser()
  const hints: Hint[] = []
  const end = pageHints(browser, (hint) => hints.push(hint))
  return { ...browser, hints, end }
}

const shown = (persisted: boolean): Event => Object.assign(new Event('pageshow'), { persisted })

describe('A page tells a connection', () => {
  test('to ask, and no more, when the browser goes offline', () => {
    const { scope, hints } = page()
    scope.dispatchEvent(new Event('offline'))
    expect(hints).toEqual(['probe'])
  })

  test('to dial or to ask when the browser is online again', () => {
    const { scope, hints } = page()
    scope.dispatchEvent(new Event('online'))
    expect(hints).toEqual(['retry', 'probe'])
  })

  test('to dial or to ask when it is seen again, and nothing when it is hidden', () => {
    const { document, hints } = page()
    document.show('hidden')
    expect(hints).toEqual([])
    document.show('visible')
    expect(hints).toEqual(['retry', 'probe'])
  })

  test('to ask when it was frozen and goes on', () => {
    const { document, hints } = page()
    document.dispatchEvent(new Event('freeze'))
    expect(hints).toEqual([])
    document.dispatchEvent(new Event('resume'))
    expect(hints).toEqual(['probe'])
  })

  test('to dial or to ask when it comes back from the back/forward cache, and nothing when it is new', () => {
    const { scope, hints } = page()
    scope.dispatchEvent(shown(false))
    expect(hints).toEqual([])
    scope.dispatchEvent(shown(true))
    expect(hints).toEqual(['retry', 'probe'])
  })
})

test('Each connection of a page is told until it wants no more', () => {
  const { scope, document, hints, end } = page()
  const others: Hint[] = []
  const endOthers = pageHints({ ...fakeBrowser(), scope, document }, (hint) => others.push(hint))
  end()
  scope.dispatchEvent(new Event('offline'))
  endOthers()
  scope.dispatchEvent(new Event('online'))
  document.dispatchEvent(new Event('resume'))
  document.show('visible')
  scope.dispatchEvent(shown(true))
  expect([hints, others]).toEqual([[], ['probe']])
})

test('A worker has no document, and is told of the network alone', () => {
  const { scope } = page()
  const hints: Hint[] = []
  const end = pageHints({ ...fakeBrowser(), scope, document: null }, (hint) => hints.push(hint))
  scope.dispatchEvent(new Event('online'))
  end()
  expect(hints).toEqual(['retry', 'probe'])
})

test('Where there is no page at all, nothing is told', () => {
  const hints: Hint[] = []
  pageHints({ ...fakeBrowser(), scope: null, document: null }, (hint) => hints.push(hint))()
  expect(hints).toEqual([])
})
