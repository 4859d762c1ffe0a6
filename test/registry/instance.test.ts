import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OptionError } from '../../src/index.ts'
import { checkInstance, checkName, partOf, readRecord, recordOf } from '../../src/registry/instance.ts'
import { instanceOf } from './support/virtual.ts'

describe('An instance', () => {
  test('is taken as a copy that nobody can change', () => {
    const metadata = { zone: 'a' }
    const checked = checkInstance({ ...instanceOf(), metadata })
    Object.assign(metadata, { zone: 'b' })
    expect(checked.metadata).toEqual({ zone: 'a' })
    expect([Object.isFrozen(checked), Object.isFrozen(checked.metadata)]).toEqual([true, true])
  })

  test.each([
    ['service', { service: '' }],
    ['id', { id: '' }],
    ['endpoint', { endpoint: '' }],
    ['metadata.zone', { metadata: { zone: 1 } }],
    ['metadata', { metadata: null }],
    ['metadata', { metadata: { much: 'x'.repeat(70_000) } }],
    ['id', { id: 'ü'.repeat(100) }],
    ['instance.port', { port: 1 }],
  ])('is refused by the name of what cannot be used: %s', (option, part) => {
    // @ts-expect-error most of these are of no type that fits
    const refused = () => checkInstance({ ...instanceOf(), ...part })
    expect(refused).toThrow(OptionError)
    expect(refused).toThrow(new RegExp(`^${option}: `))
  })

  test('is read from a registry as it was written', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.dictionary(fc.string(), fc.string()),
        (id, endpoint, metadata) => {
          const instance = { service: 's', id, endpoint, metadata: { ...metadata } }
          const part = partOf(id)
          expect(part).not.toMatch(/\/|^\.+$/)
          expect(readRecord('s', part, recordOf(instance))).toEqual(instance)
        },
      ),
    )
  })

  test.each(['', 'null', '7', '[]', '{}', '{"endpoint":7,"metadata":{}}', '{"endpoint":"e","metadata":[]}'])(
    'is not what somebody else left in the registry: %s',
    (record) => {
      expect(readRecord('s', 'a', record)).toBeNull()
    },
  )

  test.each(['', 'a/b', 'a%2fb', '%61', '.', '..', 'ü', 'x'.repeat(300), '%ED%A0%80'])(
    'is not what stands where none of ours would, under %j',
    (part) => {
      expect(readRecord('s', part, recordOf(instanceOf()))).toBeNull()
    },
  )

  test('is nothing longer than may be registered', () => {
    const long = (characters: number) =>
      recordOf({ ...instanceOf(), metadata: { a: 'x'.repeat(characters) } })
    expect(readRecord('s', 'a', long(65_000))).not.toBeNull()
    expect(readRecord('s', 'a', long(70_000))).toBeNull()
  })

  test('keeps what it is told under any name', () => {
    const metadata: Record<string, string> = JSON.parse('{"__proto__":"x"}')
    expect(Object.entries(checkInstance({ ...instanceOf(), metadata }).metadata)).toEqual([
      ['__proto__', 'x'],
    ])
  })

  test('is not read under a name that is none', () => {
    expect(readRecord('s', '%', recordOf(instanceOf()))).toBeNull()
  })
})

test('A name of dots alone is no way upwards', () => {
  expect([partOf('.'), partOf('..'), partOf('a.b'), partOf('a/b')]).toEqual(['%2E', '%2E%2E', 'a.b', 'a%2Fb'])
  expect(checkName('service', 'a.b')).toBe('a.b')
})
