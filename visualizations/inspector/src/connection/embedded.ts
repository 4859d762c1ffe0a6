/** A chart's picture, made fit to stand in a page, more than once. */

export interface Embedded {
  readonly svg: string
  /** Its rules, for a style sheet of the page; colours are the page's. */
  readonly sheet: string
}

/**
 * Its ids begin with `prefix`, it is as large as its place, and its style is apart: a page that allows no inline style
 * but its own would not heed it. Its own colours are left out: the page has the same, by the same names.
 */
export function embedded(picture: string, prefix: string): Embedded {
  const sheet = /<style>([\s\S]*?)<\/style>/.exec(picture)?.[1] ?? ''
  const svg = picture
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/ (width|height)="[\d.]+"(?= [^>]*viewBox)/g, '')
    .replace(/ id="([^"]+)"/g, ` id="${prefix}-$1"`)
    .replace(/ aria-labelledby="([^"]+)"/g, (_, ids: string) => {
      const renamed = ids.split(' ').map((id) => `${prefix}-${id}`)
      return ` aria-labelledby="${renamed.join(' ')}"`
    })
  return { svg, sheet: withoutColours(sheet) }
}

/** Without the rules that set the colours themselves. */
function withoutColours(sheet: string): string {
  return sheet
    .split('\n')
    .filter((rule) => !rule.startsWith('.chart{') && !rule.startsWith('@media'))
    .join('\n')
}
