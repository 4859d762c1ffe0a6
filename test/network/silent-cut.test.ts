/**
 * A network that falls silent: between two hosts packets vanish, and nothing says so. This library runs in a process on
 * one of them, plain `node:net`, `node:tls` and `ws` on the other.
 */
import { vi } from 'vitest'
import { causes } from './silent-cut/causes.ts'
import { fallingSilent } from './silent-cut/falling-silent.ts'
import { handshakes } from './silent-cut/handshakes.ts'
import { healing } from './silent-cut/healing.ts'
import { sending } from './silent-cut/sending.ts'
import { acrossHosts } from './support/cut-scene.ts'

// They wait for the network, not for the processor: all at once, or they would take a minute.
vi.setConfig({ maxConcurrency: 100, testTimeout: 40_000 })

acrossHosts('a network that falls silent', (test) => {
  fallingSilent(test)
  sending(test)
  handshakes(test)
  healing(test)
  causes(test)
})
