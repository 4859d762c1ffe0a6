import { expect, test } from 'vitest'
import { raw } from '../../../src/transport/framing.ts'
import { cutOf, encodeAs, formOf } from '../../../src/transport/memory/form.ts'

test('A stream of lines unless told otherwise', () => {
  const form = formOf({})
  expect([form.delivers, cutOf(form)]).toEqual(['stream', 'whole'])
  expect(encodeAs(form, 'a')).toEqual(new TextEncoder().encode('a\n'))
  const codec = raw()
  expect(cutOf(formOf({ codec }))).toBe(codec.cut)
})

test('Messages are whole, cross as they are, and may be as long as is said', () => {
  const form = formOf({ delivers: 'messages', maxFrameBytes: 4 })
  expect([cutOf(form), encodeAs(form, 'a\nb'), encodeAs(form, 'ää')]).toEqual(['whole', 'a\nb', 'ää'])
  expect(() => encodeAs(form, 'ääa')).toThrow(expect.objectContaining({ option: 'payload' }))
  expect(formOf({ delivers: 'messages' })).toEqual({ delivers: 'messages', maxFrameBytes: 1_048_576 })
})
