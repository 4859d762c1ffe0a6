/** A parent whose programs print where it does. It says last what it has kept of that. */
import { supervise } from '../../../src/index.ts'
import { command, type OutputOptions, thread } from '../../../src/programs/programs.ts'

const [peer = ''] = process.argv.slice(2)
const fleet = supervise()
const output: OutputOptions = { output: 'inherit' }
const handles = [
  fleet.run('thread', thread(peer, { argv: ['print by a thread', 'exit 0'], ...output })),
  fleet.run('command', command(process.execPath, [peer, 'print by a command'], output)),
]
for (const handle of handles) {
  await handle.ended()
  console.log(JSON.stringify([handle.finished, handle.output]))
}
