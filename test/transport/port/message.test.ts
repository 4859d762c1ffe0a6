import { describe, expect, test } from 'vitest'
import { FramingError } from '../../../src/transport/framing.ts'
import { type MessageOptions, messageForm } from '../../../src/transport/port/message.ts'
import { OptionError } from '../../../src/transport/transport.ts'

const text = (data: Uint8Array): string => new TextDecoder().decode(data)

describe('Plain messages', () => {
  const form = messageForm({ maxFrameBytes: 8 })

  test('A string is a text frame, whatever it says', () => {
    const { data, isText } = form.frameOf('ä {}')
    expect([text(data), isText]).toEqual(['ä {}', true])
    expect(form.messageOf(form.encode('ä {}'))).toBe('ä {}')
  })

  const four = Uint8Array.of(1, 2, 3, 4)
  test.each([
    ['a Uint8Array', four],
    ['a Buffer', Buffer.from(four)],
    ['an ArrayBuffer', four.buffer],
    ['a view of numbers', new Uint16Array(four.buffer)],
    ['a view of a part', new DataView(Uint8Array.of(9, 1, 2, 3, 4, 9).buffer, 1, 4)],
  ])('%s is a frame of bytes', (_kind, message) => {
    const { data, isText } = form.frameOf(message)
    expect([[...data], isText]).toEqual([[1, 2, 3, 4], false])
    expect(data.constructor).toBe(Uint8Array)
  })

  test('Bytes in shared memory are copied, since others may write to it', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    const { data } = form.frameOf(shared)
    shared[0] = 7
    expect([...data]).toEqual([0, 0])
  })

  test.each([
    [{ a: 1 }, 'Object'],
    [[1], 'Array'],
    [new Map(), 'Map'],
    [null, 'null'],
    [undefined, 'undefined'],
    [1, 'number'],
    [new SharedArrayBuffer(1), 'SharedArrayBuffer'],
  ])('%o is no frame, and the complaint says what it is', (message, kind) => {
    expect(() => form.frameOf(message)).toThrow(
      new FramingError(`a message that is neither text nor bytes (${kind})`),
    )
  })

  test('Frames past the limit are refused in both directions, counted in bytes', () => {
    expect(form.frameOf('ääää').data).toHaveLength(8)
    expect(() => form.frameOf('ääääa')).toThrow(FramingError)
    expect(form.encode('ääää')).toBe('ääää')
    expect(() => form.encode('ääääa')).toThrow(expect.objectContaining({ option: 'payload' }))
    expect(() => form.encode(new Uint8Array(9))).toThrow(OptionError)
  })
})

describe('Messages as JSON', () => {
  const form = messageForm({ messages: 'json' })

  test.each([
    ['{"type":"ping","n":[1,null]}', { type: 'ping', n: [1, null] }],
    ['"ping"', 'ping'],
    ['42', 42],
    ['null', null],
  ])('The text %s crosses as the value', (json, value) => {
    expect(form.messageOf(form.encode(json))).toEqual(value)
    const { data, isText } = form.frameOf(value)
    expect([text(data), isText]).toEqual([json, true])
  })

  test('Bytes stay bytes', () => {
    const bytes = Uint8Array.of(1, 2)
    expect(form.messageOf(form.encode(bytes))).toBe(bytes)
    expect(form.frameOf(bytes)).toEqual({ data: bytes, isText: false })
  })

  test('A text that is no JSON is refused at the sender', () => {
    expect(() => form.encode('ping')).toThrow('payload: not one JSON value')
  })

  const circle: { self?: unknown } = {}
  circle.self = circle
  test.each([[undefined], [1n], [circle]])('%o is no frame', (message) => {
    expect(() => form.frameOf(message)).toThrow(/^a message that JSON cannot say/)
  })
})

test.each<[string, MessageOptions]>([
  ['messages', JSON.parse('{"messages":"objects"}')],
  ['maxFrameBytes', { maxFrameBytes: 0 }],
])('A bad %s is refused by name', (option, options) => {
  expect(() => messageForm(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
})
