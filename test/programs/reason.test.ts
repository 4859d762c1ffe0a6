import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { reasonIn } from '../../src/programs/reason.ts'

describe('Why a program failed', () => {
  test.each<[string, string, string | null]>([
    ['nothing', '', null],
    ['one line', 'no disk', 'no disk'],
    ['its last line', 'starting\nno disk\n\n', 'no disk'],
    ['a line that ends as on Windows', 'starting\r\nno disk\r\n', 'no disk'],
    [
      'its last line before a stack',
      'Error: no disk\n    at f (a.js:1)\n\tat g (a.js:2)\n',
      'Error: no disk',
    ],
    [
      'its last line after a stack, as Python has it',
      'Traceback (most recent call last):\n  File "a.py", line 1\nOSError: no disk\n',
      'OSError: no disk',
    ],
    ['no colours', '\u001b[31mno disk\u001b[0m\n', 'no disk'],
    ['brackets alone', '{\n}\n', null],
    ['a line without end', 'x'.repeat(1_000), `${'x'.repeat(200)}…`],
  ])('is, of what said %s, this', (_, stderr, reason) => {
    expect(reasonIn(stderr)).toBe(reason)
  })

  test.each([
    ["throw new TypeError('no disk')", 'TypeError: no disk'],
    [
      "throw Object.assign(new Error('no disk'), { code: 'ENODISK', cause: new Error('no driver') })",
      'Error: no disk',
    ],
    ["Promise.reject(new Error('no disk'))", 'Error: no disk'],
    ["require('node:net').createServer().emit('error', new Error('no disk'))", 'Error: no disk'],
    ["console.error('no disk'); process.exit(1)", 'no disk'],
  ])('is found in what Node says of %s', (program, reason) => {
    const { stderr } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' })
    expect(reasonIn(stderr)).toBe(reason)
  })
})
