import { expect, test } from 'vitest'
import { codecOf } from '../../src/cli/codec.ts'
import { typedLine } from '../support/typed.ts'

test('The codec is lines of at most 1 MiB, unless another one or another limit is named', () => {
  expect(codecOf(typedLine('watch', ''))).toMatchObject({ name: 'lines', maxFrameBytes: 1_048_576 })
  for (const name of ['raw', 'lines', 'length', 'json']) {
    const given = typedLine('serve', `--codec ${name} --max-frame 2KiB`)
    expect(codecOf(given)).toMatchObject({ name, maxFrameBytes: 2_048 })
  }
})

test.each(['--max-frame 0', '--max-frame 2GiB', '--codec xml'])('%s is refused by its name', (line) => {
  const [option] = line.split(' ')
  expect(() => codecOf(typedLine('watch', line))).toThrow(
    new RegExp(`^${option}: expected [^\\n]+, got [^\\n]+$`),
  )
})
