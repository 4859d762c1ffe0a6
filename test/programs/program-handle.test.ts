import { describe, expect } from 'vitest'
import { command, thread } from '../../src/programs/programs.ts'
import { PEER, says, test, textsOf } from './support/crew.ts'

describe.concurrent('The handle of a program', () => {
  test('has the process that runs now, and its output so far', async ({ crew }) => {
    const handle = crew.run(thread(PEER, { argv: ['print one', 'say up'] }))
    const texts = textsOf(handle)
    await says(texts, 'up')
    expect([handle.pid, handle.exit, handle.finished]).toEqual([null, null, false])
    await handle.send('print two')
    await handle.send('say printed')
    await says(texts, 'printed')
    await handle.stop()
    expect(handle.output).toEqual({ stdout: 'one\ntwo\n', stderr: '' })
  })

  test('has how the latest run that is over ended, while the next one runs', async ({ crew }) => {
    const handle = crew.run(thread(PEER, { argv: ['say up'] }))
    await says(textsOf(handle), 'up')
    await handle.send('print first')
    await handle.send('exit 3')
    await crew.enters('alive', 2)
    expect(handle.exit).toEqual({
      generation: 1,
      pid: null,
      code: 3,
      signal: null,
      stdout: 'first\n',
      stderr: '',
    })
    expect(handle.output.stdout).toBe('')
  })

  test('tells the feed the last 2 KiB of what has failed, from a line on', async ({ crew }) => {
    const program = "process.stdout.write('xyz\\n'.repeat(1e4), () => process.exit(9))"
    const handle = crew.run(command(process.execPath, ['-e', program]), { restart: 'temporary' })
    await handle.ended()
    expect(crew.told('exited')).toMatchObject([{ code: 9, stdout: 'xyz\n'.repeat(511) }])
    expect(crew.told('exited')[0]).not.toHaveProperty('stderr')
    expect(handle.exit?.stdout).toBe('xyz\n'.repeat(1e4))
  })
})
