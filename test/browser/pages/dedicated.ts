/** A dedicated worker that runs this library towards its page: it answers each frame. */
import { pingPong, supervise } from '../../../src/browser.ts'
import { type EventedPort, messagePort } from '../../../src/transport/message-port.ts'

declare const self: EventedPort

const toPage = supervise({ name: 'worker' }).connect('page', messagePort(self), {
  heartbeat: { protocol: pingPong },
})
toPage.frames$.subscribe((frame) => void toPage.send(`heard ${frame.text}`))
toPage.phase$.subscribe(({ phase }) => {
  if (phase === 'alive') void toPage.send('up')
})
