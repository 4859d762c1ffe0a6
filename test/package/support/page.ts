/** A page as a stranger would write it with Vite, in an empty project. */
import type { Files } from '../../browser/support/bundle.ts'
import { filesOf } from '../../browser/support/bundle.ts'
import type { Project } from './project.ts'

const HTML = '<!doctype html><title>feed</title><p>…</p><script type="module" src="/main.ts"></script>'

/** Connects to the server named behind the `?`, and shows its phases and frames. */
const MAIN = `
import { pingPong, supervise } from 'pulsetree'
import { websocket } from 'pulsetree/websocket'

const show = (text: string): void => document.querySelector('p')!.append(text + '; ')
const server = location.search.slice(1)
if (server !== '') {
  const fleet = supervise({ name: 'page' })
  const feed = fleet.connect('feed', websocket(server), { heartbeat: { protocol: pingPong, everyMs: 100 } })
  feed.phase$.subscribe(({ phase }) => show(phase))
  feed.frames$.subscribe(({ text }) => show(text))
}
`

/** Builds that page; nothing is written. */
export function pageOf(project: Project): Promise<Files> {
  project.write({ 'index.html': HTML, 'main.ts': MAIN })
  return filesOf({ root: project.folder })
}

/** Builds a module and what it needs into one file; libraries keep their white space there, which does not count here. */
export async function bundleOf(project: Project, program: string): Promise<string> {
  project.write({ 'entry.js': program })
  const files = await filesOf({
    root: project.folder,
    build: { lib: { entry: project.path('entry.js'), formats: ['es'], fileName: 'bundle' }, minify: 'oxc' },
  })
  return textOf(files)
    .replace(/^\/\/.*/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** All scripts of a build. */
export function textOf(files: Files): string {
  return [...files].map(([path, content]) => (path.endsWith('.js') ? String(content) : '')).join('\n')
}
