/**
 * Ends the demo's peers when the demo has gone without a word: a frozen process cannot notice that by itself.
 * On stdin: `+PID` and `-PID`. When stdin closes, every process that is still noted is killed.
 */
import { createInterface } from 'node:readline'

const noted = new Set<number>()

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1))
    if (line.startsWith('+')) noted.add(pid)
    else noted.delete(pid)
  })
  .on('close', () => {
    for (const pid of noted) end(pid)
  })

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had ended already.
  }
}
