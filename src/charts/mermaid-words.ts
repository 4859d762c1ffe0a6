/** Names and texts as Mermaid can read them. */

/** Words that mean something to Mermaid at the start of a line. */
const RESERVED = new Set(
  'acctitle accdescr as class classdef click default direction end fork hide href join note scale state statediagram style'.split(
    ' ',
  ),
)

/** An id for each of `names`: letters, digits and underscores, none of them twice and none with a meaning of its own. */
export function mermaidIds(names: readonly string[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    const plain = name.replaceAll(/[^A-Za-z0-9_]/g, '_')
    const safe = RESERVED.has(plain.toLowerCase()) || !/^[A-Za-z]/.test(plain) ? `s_${plain}` : plain
    let id = safe
    for (let count = 2; taken.has(id); count += 1) id = `${safe}_${count}`
    taken.add(id)
    ids.set(name, id)
  }
  return ids
}

/** Signs that Mermaid, its Markdown or its HTML would read as their own, and others that look like them. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  [';', '；'],
  ['*', '∗'],
  ['<', '‹'],
  ['>', '›'],
  ['"', "'"],
  ['&', '＆'],
])

/**
 * Text in one line. Character codes (`#59;`) would be the right way, but in the boxes and on the arrows of a state
 * diagram Mermaid 11 does not turn them back into characters.
 */
export function mermaidText(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[;*<>"&]/g, (sign) => STAND_INS.get(sign) ?? sign)
      // A colon needs something else after it, underscores at the edge of a word make italics, `%%` a comment.
      .replaceAll(/:(?=:|$)/g, '：')
      .replaceAll(/(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])/g, (signs) => '＿'.repeat(signs.length))
      .replaceAll('%%', '% %')
  )
}
