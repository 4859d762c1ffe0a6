/** A parent whose programs would go on without it. It says who they are, and ends as it is told to. */
import { once } from 'node:events'
import { supervise } from '../../../src/index.ts'
import { command, fork, type ProgramHandle } from '../../../src/programs/programs.ts'

const [peer = '', how] = process.argv.slice(2)
const fleet = supervise()
const handles: ProgramHandle[] = [
  fleet.run('fork', fork(peer, ['deaf', 'stay'], { execArgv: [] })),
  fleet.run('command', command(process.execPath, [peer, 'stay'])),
  fleet.run('group', command('sh', ['-c', `"${process.execPath}" "${peer}" stay & wait`], { group: true })),
]
await Promise.all(
  handles.map(
    (handle) =>
      new Promise<void>((resolve) => {
        handle.phase$.subscribe(({ phase }) => phase === 'alive' && resolve())
      }),
  ),
)
console.log(handles.map(({ pid }) => pid).join(' '))
await once(process.stdin, 'data')
if (how === 'exit') process.exit(7)
throw new Error('a bug')
