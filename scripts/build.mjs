/** `npm run build`: sources to dist. Whoever runs the old dist meanwhile never meets half of a new one. */
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

export async function build() {
  const { build: tsdown } = await import('tsdown')
  const dist = `${root}dist`
  const fresh = `${root}dist.new-${process.pid}`
  const old = `${root}dist.old-${process.pid}`
  const page = `${root}dist.page-${process.pid}`
  const began = new Date()
  try {
    await tsdown({ cwd: root, outDir: fresh, logLevel: 'warn' })
    await buildPage(page)
    mkdirSync(`${fresh}/inspector`, { recursive: true })
    renameSync(`${page}/index.html`, `${fresh}/inspector/page.html`)
    // As old as what it was made from: a source saved during the build is newer and is built the next time.
    utimesSync(`${fresh}/index.js`, began, began)
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
  } catch (error) {
    // Another build was quicker by a hair: its dist is as good as this one.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code) || !existsSync(dist)) throw error
  } finally {
    for (const leftover of [fresh, old, page]) rmSync(leftover, { recursive: true, force: true })
  }
}

/** The inspector's page: one file with all that it needs. */
async function buildPage(outDir) {
  const { build: vite } = await import('vite')
  // Whoever builds it, a test as well: by this libraries choose what they bring along.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await vite({
      root: `${root}visualizations/inspector`,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    })
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
