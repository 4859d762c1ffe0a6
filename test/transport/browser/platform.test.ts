import { afterEach, expect, test, vi } from 'vitest'
import { browser } from '../../../src/transport/browser/platform.ts'
import { FakeDocument, FakeSocket } from '../support/fake-browser.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

test('Outside browsers there is no page', () => {
  vi.stubGlobal('self', undefined)
  vi.stubGlobal('document', undefined)
  expect([browser.scope, browser.document]).toEqual([null, null])
})

test('In a page its window and its document tell what happens', () => {
  const scope = new EventTarget()
  const document = new FakeDocument()
  vi.stubGlobal('self', scope)
  vi.stubGlobal('document', document)
  expect([browser.scope, browser.document]).toEqual([scope, document])
})

test('A worker has a scope and no document', () => {
  const scope = new EventTarget()
  vi.stubGlobal('self', scope)
  vi.stubGlobal('document', undefined)
  expect([browser.scope, browser.document]).toEqual([scope, null])
})

test('A dial makes the WebSocket that the browser has at that moment', () => {
  vi.stubGlobal('WebSocket', FakeSocket)
  expect(browser.connect('ws://server/', ['a'])).toMatchObject({ url: 'ws://server/', protocols: ['a'] })
})
