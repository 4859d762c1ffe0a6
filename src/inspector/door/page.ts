/** The page: one file, which is all that a browser gets, and all that it may run. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { OutgoingHttpHeaders } from 'node:http'

/** Where the build puts it, seen from the sources and from what is built of them alike. */
export const PAGE = new URL('../../../dist/inspector/page.html', import.meta.url)

export interface Page {
  readonly body: Buffer
  /** Scripts and styles of its own, each by its hash. */
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

/** Reads it; null where it was not built. */
export async function readPage(file: URL = PAGE): Promise<Page | null> {
  try {
    const body = await readFile(file)
    const text = body.toString('utf8')
    // What stands in a script is no element, whatever it looks like.
    const beside = text.replaceAll(SCRIPT, '')
    return { body, scripts: hashesOf(text, SCRIPT), styles: hashesOf(beside, STYLE) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

const SCRIPT = /<script\b[^>]*>([\s\S]*?)<\/script>/gi
const STYLE = /<style\b[^>]*>([\s\S]*?)<\/style>/gi

function hashesOf(text: string, element: RegExp): string[] {
  return Array.from(text.matchAll(element), ([, inner = '']) => {
    const hash = createHash('sha256').update(inner).digest('base64')
    return `'sha256-${hash}'`
  })
}

/** What goes with every answer: nobody keeps it, frames it, guesses what it is, or learns from where it was come. */
export const GUARDED: OutgoingHttpHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** For an answer that is no page. */
export const NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'"

/**
 * The page runs its own script and style, and speaks with its own server; nothing else. Pictures may be what it made itself.
 *
 * @param host what the page was asked for as; browsers differ in whether `'self'` means WebSockets, too.
 */
export function policyOf({ scripts, styles }: Pick<Page, 'scripts' | 'styles'>, host: string): string {
  return [
    "default-src 'none'",
    `script-src ${sources(scripts)}`,
    `style-src ${sources(styles)}`,
    'img-src data: blob:',
    `connect-src 'self' ws://${host} wss://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function sources(hashes: readonly string[]): string {
  return hashes.length === 0 ? "'none'" : hashes.join(' ')
}
