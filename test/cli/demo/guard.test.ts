import { expect, test } from 'vitest'
import { builtProgram } from '../../support/cli.ts'
import { peer, TestProcess } from '../../support/process.ts'

test('When its stdin closes, those still noted are killed, frozen ones too, and no others', async () => {
  await using guard = new TestProcess([builtProgram('cli/demo/guard.js')])
  await using frozen = await peer('mute')
  await using released = await peer('mute')
  frozen.signal('SIGSTOP')
  guard.write(`+${frozen.pid}\n+${released.pid}\n-${released.pid}\n`)
  guard.child.stdin?.end()
  expect(await frozen.ended).toEqual({ status: null, signal: 'SIGKILL' })
  expect(await guard.ended).toEqual({ status: 0, signal: null })
  expect(released.child.exitCode).toBeNull()
})

test('One that has ended already disturbs nothing', async () => {
  await using guard = new TestProcess([builtProgram('cli/demo/guard.js')])
  const gone = await peer('mute')
  await gone[Symbol.asyncDispose]()
  guard.write(`+${gone.pid}\n`)
  guard.child.stdin?.end()
  expect(await guard.ended).toEqual({ status: 0, signal: null })
})
