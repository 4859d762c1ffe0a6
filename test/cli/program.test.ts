import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/program.ts'
import { testIo } from '../support/io.ts'

async function result(...args: readonly string[]) {
  const io = testIo()
  const status = await run(args, io)
  return { status, out: io.out(), err: io.err() }
}

describe('what cannot be used is one line on stderr and status 2', () => {
  test.each([
    [['wacht']],
    [['watch']],
    [['watch', 'nowhere']],
    [['watch', 'http://h:1']],
    [['watch', 'tls://h:1', '--ca', '/no/such/file']],
    [['watch', 'ws://h', '--codec', 'raw']],
    [['watch', 'ws://h', '--header', 'no colon']],
    [['watch', 'tcp://h:1', '--insecure']],
    [['serve', 'tls://127.0.0.1:0']],
    [['serve', 'wss://127.0.0.1:0', '--cert', '/no/such/file']],
    [['watch', 'tcp://h:1', '--every', '5']],
    [['watch', 'tcp://h:1', '--every', '1ms']],
    [['watch', 'tcp://h:1', '--for', 'ever']],
    [['watch', 'tcp://h:1', 'tcp://h']],
    [['watch', 'tcp://127.0.0.1:1', '--record', '/no/such/folder/file']],
    [['serve', 'tcp://127.0.0.1:0', '--ping', 'a', '--beat', 'b']],
    [['serve', 'tcp://127.0.0.1:0', 'tcp://127.0.0.1:0']],
    [['chart', 'nothing']],
    [['chart', 'connection', '--format', 'png']],
    [['chart', '--from', '/no/such/file.js']],
    [['watch', 'tcp://h:1', '--inspect', 'nowhere']],
    [['serve', 'tcp://127.0.0.1:0', '--inspect=127.0.0.1']],
    [['inspect', '/no/such/file.jsonl']],
    [['inspect', '/no/such/file.jsonl', '--at', '7400']],
    [['demo', '--inspect', 'here']],
    [['demo', '--for', 'ever']],
    [['simulate', '--hours', 'many']],
    [['simulate', '--hours', '0']],
    [['simulate', '--connections', '1']],
    [['simulate', '--seed', '-1']],
  ])('%j', async (args) => {
    const { status, out, err } = await result(...args)
    expect(err).toMatch(/^pulsetree: [^\n]+\n$/)
    expect(out).toBe('')
    expect(status).toBe(2)
  })
})

test('Help and version go to stdout, with status 0', async () => {
  expect(await result('--help')).toMatchObject({
    status: 0,
    out: expect.stringContaining('Usage: pulsetree'),
    err: '',
  })
  expect(await result()).toMatchObject({ status: 0, out: expect.stringContaining('watch') })
  expect(await result('--version')).toMatchObject({
    status: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  })
})

test('The help of a command shows every default', async () => {
  const { out } = await result('watch', '--help')
  expect(out).toMatch(/--every <D>\s+.*\(default:\s+10s\)/)
  expect(out).toMatch(/--backoff <FIRST\.\.MAX>[^(]*\(default:\s+1s\.\.60s\)/)
})

test('A command runs with what was typed for it', async () => {
  const { status, out } = await result('watch', 'tcp://127.0.0.1:1', '--attempts', '1', '--json')
  expect(status).toBe(1)
  expect(out).toContain('"to":"failed"')
})

test('Whatever a module that is drawn has begun, the command ends', async () => {
  const io = testIo()
  const machine = new URL('../charts/machine.mjs', import.meta.url).pathname
  expect(await run(['chart', '--from', machine], io)).toBe(0)
  expect(io.exits).toEqual([0])
  expect(io.out()).toContain('stateDiagram-v2')
  await run(['chart', 'connection'], io)
  expect(io.exits).toEqual([0])
})
