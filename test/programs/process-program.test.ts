import { spawn } from 'node:child_process'
import { expect } from 'vitest'
import { listenOnly } from '../../src/machines/protocol.ts'
import { type Parts, processProgram } from '../../src/programs/process-program.ts'
import { FakeLink } from '../supervisor/fakes.ts'
import { test } from './support/crew.ts'

const parts: Omit<Parts, 'dial'> = {
  kind: 'fake',
  usual: { protocol: listenOnly, isWatched: false },
  plan: { name: 'a fake', isKept: true, keepBytes: 100, tellsOutput: true, isGroup: false },
  encode: (payload) => payload,
}

test('A program whose dial starts nothing has no account, and ends all the same', async ({ crew }) => {
  const link = new FakeLink()
  const handle = crew.run(
    processProgram({
      ...parts,
      dial(owner) {
        link.owner = owner
        queueMicrotask(() => owner.opened())
        return link
      },
    }),
  )
  await crew.enters('alive')
  await handle.stop()
  expect([handle.exit, handle.output, crew.told('exited')]).toEqual([null, { stdout: '', stderr: '' }, []])
})

test('What its dial starts is noted for its handle, under the run that it is', async ({ crew }) => {
  const link = new FakeLink()
  const handle = crew.run(
    processProgram({
      ...parts,
      dial(owner, noted) {
        link.owner = owner
        const account = noted(spawn(process.execPath, ['-e', 'console.log(1); process.exitCode = 2']))
        queueMicrotask(() => owner.opened())
        account.over(() => owner.ended({ kind: 'eof', by: 'peer' }))
        return link
      },
    }),
    { restart: 'temporary' },
  )
  await handle.ended()
  expect(handle.exit).toMatchObject({ generation: 1, code: 2, stdout: '1\n' })
  expect(crew.told('exited')).toMatchObject([{ generation: 1, code: 2, stdout: '1\n' }])
})
