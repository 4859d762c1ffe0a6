import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STATELY_VERSION } from '../../src/stately/event.ts'

test('The form is that of the package it is proven against', () => {
  const about = JSON.parse(readFileSync('node_modules/@statelyai/inspect/package.json', 'utf8'))
  expect(STATELY_VERSION).toBe(about.version)
})
