/** Protocols by name, as TLS negotiates them (ALPN). */
import { OptionError } from '../transport.ts'

/**
 * As Node takes them.
 * @throws OptionError naming `alpnProtocols` when a name cannot go on the wire: each has 1 to 255 bytes there.
 */
export function checkProtocols(names: readonly string[] | undefined): { ALPNProtocols?: string[] } {
  if (names === undefined) return {}
  if (!Array.isArray(names)) {
    throw new OptionError('alpnProtocols', `expected a list of names, got ${JSON.stringify(names)}`)
  }
  for (const name of names) {
    const bytes = typeof name === 'string' ? Buffer.byteLength(name) : 0
    if (bytes < 1 || bytes > 255) {
      throw new OptionError('alpnProtocols', `expected names of 1 to 255 bytes, got ${JSON.stringify(name)}`)
    }
  }
  return { ALPNProtocols: [...names] }
}
