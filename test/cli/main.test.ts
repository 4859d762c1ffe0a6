import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cliResult } from '../support/cli.ts'

test('The built program runs, prints its version and ends with status 0', async () => {
  expect(await cliResult('--version')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    stderr: '',
  })
})

test('What cannot be used is one line on stderr, status 2', async () => {
  expect(await cliResult('watch', 'tcp://h:1', '--misses', 'many')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'pulsetree: --misses: expected a whole number, got "many"\n',
  })
})

test('A long output reaches a slow pipe whole', () => {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  const { stdout } = spawnSync(
    'sh',
    ['-c', `"${process.execPath}" "${main}" chart connection --format json | (read first; cat)`],
    { encoding: 'utf8' },
  )
  expect(JSON.parse(`{${stdout}`)).toMatchObject({ id: 'connection' })
})

test('A bug ends it with a stack and status 70', () => {
  // A stream that throws is the nearest thing to a bug that can be had from outside.
  const main = new URL('../../dist/cli/main.js', import.meta.url)
  const script = `process.argv = ['node', 'pulsetree', '--version']
    process.stdout.write = () => { throw new Error('planted') }
    await import(${JSON.stringify(main.href)})`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  })
  expect(status).toBe(70)
  expect(stderr).toMatch(/^pulsetree: a bug, please report it\nError: planted\n {4}at /)
})
