/** A thread or a process that runs this library towards its parent: it answers each frame, until the parent ends. */
import { pingPong, supervise } from '../../../src/index.ts'
import { worker } from '../../../src/transport/worker.ts'

const fleet = supervise({ name: 'child' })
const parent = fleet.connect('parent', worker.parent({ name: 'up' }), {
  heartbeat: { protocol: pingPong, everyMs: 100, timeoutMs: 5_000 },
})
parent.frames$.subscribe((frame) => void parent.send(`heard ${frame.text}`).catch(() => {}))
parent.phase$.subscribe(({ phase, cause }) => {
  if (phase === 'alive') void parent.send('hello')
  // An exit code that says so; the process ends by itself, since nothing keeps it running.
  if (phase === 'failed') process.exitCode = cause?.kind === 'closed' ? 0 : 9
})
