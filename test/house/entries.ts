/** The entries of the package: what `exports` of package.json gives to whom, and the source behind each. */
import type { Project } from './project.ts'

export interface Entry {
  /** `.`, `./tcp`; with the condition behind it where that is not for everyone: `./websocket (browser)`. */
  readonly name: string
  /** `src/transport/tcp.ts` */
  readonly path: string
  /** Whether a browser may get it. */
  readonly inBrowsers: boolean
}

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** Entries that need Node. All others run in browsers, too. */
const NODE_ALONE = new Set([
  './tcp',
  './tls',
  './unix',
  './websocket',
  './websocket-server',
  './worker',
  './programs',
  './loopback',
  './inspect',
  './stately',
  './diagnostics',
  './registry/etcd',
  './registry/zookeeper',
])

export function entriesOf(project: Project): Entry[] {
  const manifest: { exports?: Exports } = JSON.parse(project.get('package.json')?.text ?? '{}')
  return Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) => {
    const conditions = typeof target === 'string' ? { default: target } : target
    return Object.entries(conditions)
      .filter(([, file]) => file.endsWith('.js'))
      .map(([condition, file]) => {
        const name = condition === 'default' ? entry : `${entry} (${condition})`
        const path = file.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')
        return { name, path, inBrowsers: !NODE_ALONE.has(name) }
      })
  })
}
