/** Every server of this bench by its name. */
import type { HostedName, Subject, Terms } from './terms.ts'

/** Only the subject's own modules are loaded. */
export async function subjectOf(name: HostedName, terms: Terms): Promise<Subject> {
  switch (name) {
    case 'net-wheel':
      return (await import('./net-wheel.ts')).start(terms)
    case 'ws':
      return (await import('./ws.ts')).start(terms)
    case 'engine.io':
      return (await import('./engine-io.ts')).start(terms)
    case 'pulsetree':
      return (await import('./pulsetree.ts')).start(terms)
    case 'pulsetree-ws':
      return (await import('./pulsetree-ws.ts')).start(terms)
  }
}
