/** What stands between two hosts and closes connections that carry nothing for `idleMs`, as NATs and proxies do. */
import { connect, createServer } from 'node:net'
import { listen, nowMs, orders, say, settings } from './stage.mjs'

const { to, idleMs } = settings({ to: 0, idleMs: 1_000 })

listen(
  createServer((near) => {
    const far = connect(to, '127.0.0.1')
    const cut = () => {
      say('cut', nowMs())
      near.destroy()
      far.destroy()
    }
    let idle = setTimeout(cut, idleMs)
    const pass = (from, into) => {
      from.on('data', (chunk) => {
        clearTimeout(idle)
        idle = setTimeout(cut, idleMs)
        into.write(chunk)
      })
      from.on('error', () => into.destroy())
      from.on('close', () => {
        clearTimeout(idle)
        into.destroy()
      })
    }
    pass(near, far)
    pass(far, near)
  }),
)
orders()
