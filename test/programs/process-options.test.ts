import { describe, expect, test } from 'vitest'
import { among, checkWhat, outputPlan } from '../../src/programs/process-options.ts'

describe('What is said of a program', () => {
  test.each<[string | URL, string]>([
    ['/usr/bin/convert', 'convert'],
    ['convert', 'convert'],
    ['C:\\tools\\convert.exe', 'convert.exe'],
    [new URL('file:///srv/resize.mjs'), 'resize.mjs'],
    ['/', '/'],
  ])('leaves its name to %s', (what, name) => {
    expect(outputPlan(what, {}, []).name).toBe(name)
  })

  test('has defaults: 64 KiB of each stream are kept, and told of', () => {
    expect(outputPlan('a', {}, [])).toEqual({
      name: 'a',
      isKept: true,
      keepBytes: 65_536,
      tellsOutput: true,
      isGroup: false,
    })
    expect(outputPlan('a', { output: 'inherit', name: 'b' }, [])).toMatchObject({ isKept: false, name: 'b' })
  })

  test.each<[string, object]>([
    ['keepBytes', { keepBytes: 2 ** 24 + 1 }],
    ['output', { output: 'drop' }],
    ['tellOutput', { tellOutput: 1 }],
    ['group', { group: 'yes' }],
    ['stdio', { stdio: 'pipe' }],
  ])('is refused by the name of what cannot be: %s', (option, options) => {
    expect(() => outputPlan('a', options, ['group'])).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })

  test('is handed on where it was given, and not where it was not', () => {
    const given: { cwd?: string; uid?: number; env?: object } = { cwd: '/', env: {} }
    expect(among(given, ['cwd', 'uid'])).toStrictEqual({ cwd: '/' })
  })

  test('has to say what is run', () => {
    expect(() => checkWhat('file', '')).toThrow(expect.objectContaining({ option: 'file' }))
    expect(() => checkWhat('file', JSON.parse('5'))).toThrow(expect.objectContaining({ option: 'file' }))
    expect(() => checkWhat('file', new URL('file:///a'))).not.toThrow()
  })
})
