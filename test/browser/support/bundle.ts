/** Pages, built as their users build them, kept in memory. */
import { build, type InlineConfig } from 'vite'

/** What is built, by its path: `/index.html`. */
export type Files = ReadonlyMap<string, string | Uint8Array>

/** Builds with vite and writes nothing. */
export async function filesOf(config: InlineConfig): Promise<Files> {
  const outputs = await outputsOf(config)
  return new Map(
    outputs.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]),
  )
}

/** A page that is one script and nothing else. */
export async function pageOf(entry: string): Promise<Files> {
  const html =
    '<!doctype html><title>page</title><link rel="icon" href="data:,"><script type="module" src="page.js"></script>'
  return new Map([
    ['/index.html', html],
    ['/elsewhere.html', '<!doctype html><title>elsewhere</title>'],
    ['/page.js', (await chunkOf(entry)).code],
  ])
}

/** One script with all that it imports, and the files it is made of. */
export async function chunkOf(entry: string): Promise<{ code: string; modules: readonly string[] }> {
  const [chunk] = await outputsOf({ build: { lib: { entry, formats: ['es'] }, minify: false } })
  if (chunk?.type !== 'chunk') throw new Error('expected one chunk')
  return { code: chunk.code, modules: chunk.moduleIds }
}

async function outputsOf(config: InlineConfig) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    ...config,
    build: { write: false, ...config.build },
  })
  // One for each format that was asked for; a build that watches never comes here.
  return [result].flat().flatMap((one) => ('output' in one ? one.output : []))
}
