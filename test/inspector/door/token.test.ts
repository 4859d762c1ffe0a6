import { expect, test } from 'vitest'
import { isSameToken, makeToken } from '../../../src/inspector/door/token.ts'

test('Tokens are 24 random bytes, as text that an address can have in it', () => {
  const tokens = Array.from({ length: 100 }, makeToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{32}$/)
})

test('A token is the same as itself alone, whatever else comes, of any length', () => {
  const token = makeToken()
  expect(isSameToken(token, token)).toBe(true)
  for (const other of ['', token.slice(1), `${token}x`, token.toLowerCase(), makeToken(), 'ä'.repeat(32)]) {
    expect(isSameToken(other, token)).toBe(false)
  }
})
