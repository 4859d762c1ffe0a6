import { expect, test } from 'vitest'
import { WIRE_VERSION } from '../../src/inspector/wire.ts'
import { inspected, opened, tree } from './support/scene.ts'

test('The first thing that a page hears is the version of what it will hear', async () => {
  const page = await opened(await inspected(tree()))
  expect(page.got[0]).toMatchObject({ t: 'hello', v: WIRE_VERSION })
})
