/**
 * A piece of work that says the time after each of its steps, and whoever watches it: finished is not died, and silent is
 * hung.
 *
 *     npx tsx examples/systems/work.ts
 */
import { fileURLToPath } from 'node:url'
import { describeCause, lines, supervise } from 'pulsetree'
import { command } from 'pulsetree/programs'

const STEPS = fileURLToPath(new URL('./peers/steps.py', import.meta.url))

const site = supervise()

async function watch(name: string, ...args: string[]): Promise<void> {
  const work = site.run(name, command('python3', [STEPS, ...args], { codec: lines() }), {
    restart: 'temporary',
    heartbeat: { everyMs: 1_000, timeoutMs: 1_000, misses: 2 },
    // A program that is still being loaded is not hung.
    firstFrameTimeoutMs: 20_000,
  })
  work.frames$.subscribe(({ text }) =>
    console.log(`${name} beat at ${new Date(Number(text) * 1_000).toISOString()}`),
  )
  await work.ended()
  const { finished, cause } = work
  console.log(
    `${name} ${finished ? 'finished' : `did not finish: ${cause === null ? '' : describeCause(cause)}`}`,
  )
}

await Promise.all([watch('five steps', '5'), watch('two steps', '2', 'hang')])
await site.stop()
