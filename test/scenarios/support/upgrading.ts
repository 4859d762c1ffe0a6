/** What a WebSocket adds to its dial: a link is open when the peer's program has answered, not its kernel. */
import type { LinkOwner, Transport } from '../../../src/transport/transport.ts'

/** `transport`, whose links say `upgrade`, and are open when `upgraded` comes back. */
export function upgrading(transport: Transport): Transport {
  return {
    ...transport,
    dial(owner) {
      const link = transport.dial(upgraded(owner, () => link.write(link.encode('upgrade'))))
      return link
    },
  }
}

function upgraded(owner: LinkOwner, ask: () => void): LinkOwner {
  let isOpen = false
  return {
    opened: ask,
    heard() {
      if (isOpen) owner.heard()
    },
    frame(data, text) {
      if (isOpen) owner.frame(data, text)
      else {
        isOpen = true
        owner.opened()
      }
    },
    partial(begun) {
      if (isOpen) owner.partial(begun)
    },
    drained: () => owner.drained(),
    pinged: () => owner.pinged(),
    ponged: (latest) => owner.ponged(latest),
    ended: (cause) => owner.ended(cause),
    released: () => owner.released(),
  }
}
