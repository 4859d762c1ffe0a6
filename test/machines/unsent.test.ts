import { expect, test } from 'vitest'
import { Unsent } from '../../src/machines/unsent.ts'
import type { Link } from '../../src/transport/transport.ts'

function waiting(buffered: number): { link: { -readonly [Key in keyof Link]: Link[Key] }; unsent: Unsent } {
  const link = {
    peer: null,
    buffered,
    flushed: 7,
    encode: (payload: string | Uint8Array) => payload,
    write() {},
    pause() {},
    resume() {},
    close() {},
    destroy() {},
  }
  return { link, unsent: new Unsent(link) }
}

test('Bytes of which the system takes none are stuck', () => {
  const { unsent } = waiting(100)
  expect([unsent.isStuck(), unsent.isStuck(), unsent.isGone]).toEqual([true, true, false])
})

test('Bytes of which the system took a single one since the latest look are not', () => {
  const { link, unsent } = waiting(100)
  link.flushed += 1
  expect([unsent.isStuck(), unsent.isStuck()]).toEqual([false, true])
})

test('Bytes that have gone are not, however they were counted', () => {
  const { link, unsent } = waiting(100)
  link.buffered = 0
  expect([unsent.isStuck(), unsent.isGone]).toEqual([false, true])
})
