/** A shared worker that listens for the pages that open it: each learns how many there are. */
import { pingPong } from '../../../src/browser.ts'
import { supervise } from '../../../src/supervisor/tree/index.ts'
import { type ConnectTarget, messagePort } from '../../../src/transport/message-port.ts'

declare const self: ConnectTarget

const pages = supervise({ name: 'shared' }).listen('pages', messagePort.listen(self), {
  heartbeat: { protocol: pingPong },
})
pages.accepted$.subscribe((page) => {
  page.frames$.subscribe((frame) => void page.send(`heard ${frame.text}`))
  page.phase$.subscribe(({ phase }) => {
    if (phase === 'alive') void page.send(`page ${pages.size}`)
  })
})
