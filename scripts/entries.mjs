/** The entries of the package, as `exports` of package.json has them, under every condition: what is built and documented. */
import { readFileSync } from 'node:fs'

const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** `{ name: 'pulsetree/websocket (browser)', source: 'src/transport/websocket-browser.ts' }` */
export const ENTRIES = Object.entries(exports).flatMap(([entry, target]) =>
  Object.entries(typeof target === 'string' ? { default: target } : target)
    .filter(([, file]) => file.endsWith('.js'))
    .map(([condition, file]) => ({
      name: `${entry.replace('.', 'pulsetree')}${condition === 'default' ? '' : ` (${condition})`}`,
      source: file.replace('./dist/', 'src/').replace(/\.js$/, '.ts'),
    })),
)

export const SOURCES = ENTRIES.map(({ source }) => source)
