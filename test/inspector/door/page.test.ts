import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { GUARDED, NOTHING_ALLOWED, PAGE, policyOf, readPage } from '../../../src/inspector/door/page.ts'
import { HTML, pageFile } from '../support/scene.ts'

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

test('What the page may run is its own script and style, each known by its hash', async () => {
  const page = await readPage(await pageFile())
  expect(page?.body.toString()).toBe(HTML)
  expect(page?.scripts).toEqual([hashOf('go()')])
  expect(page?.styles).toEqual([hashOf('p{color:red}')])
})

test('What stands in a script is no element', async () => {
  const page = await readPage(
    await pageFile('<script>const svg = "<style>a{}</style>"</script><style>b{}</style>'),
  )
  expect(page?.scripts).toHaveLength(1)
  expect(page?.styles).toEqual([hashOf('b{}')])
})

test('A page that was not built is none; whatever else is wrong is told', async () => {
  expect(await readPage(new URL('nowhere.html', await pageFile()))).toBeNull()
  await expect(readPage(new URL('.', await pageFile()))).rejects.toThrow('EISDIR')
  expect(PAGE.pathname).toMatch(/\/dist\/inspector\/page\.html$/)
})

test('The policy allows the page itself and its own server, and nothing else', () => {
  const policy = policyOf({ scripts: ["'sha256-a'", "'sha256-b'"], styles: [] }, '127.0.0.1:7788')
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'sha256-a' 'sha256-b'",
    "style-src 'none'",
    'img-src data: blob:',
    "connect-src 'self' ws://127.0.0.1:7788 wss://127.0.0.1:7788",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ])
  expect(`${policy} ${NOTHING_ALLOWED}`).not.toMatch(/unsafe|\*/)
})

test('No answer is kept, framed, guessed at, or shared with other origins', () => {
  expect(Object.keys(GUARDED).filter((name) => name.startsWith('Access-Control'))).toEqual([])
  expect(GUARDED).toMatchObject({ 'Cache-Control': 'no-store', 'X-Frame-Options': 'DENY' })
})
