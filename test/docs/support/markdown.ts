/** What of a paper can be run: its code blocks, and the code in its tables. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

export function paper(name: string): string {
  return readFileSync(`${root}${name}`, 'utf8')
}

/** The contents of the fenced blocks in one language, in their order. */
export function blocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , code = '']) => code)
}

export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Tables as GitHub reads them: every `|` that is not escaped ends a cell, in code too. */
export function tables(markdown: string): Table[] {
  return [...markdown.matchAll(/(?:^\|.*\n)+/gm)].map(([lines]) => {
    const [head = [], , ...rows] = lines.trimEnd().split('\n').map(cellsOf)
    return { head, rows }
  })
}

/** The table whose first column has this head. */
export function tableOf(markdown: string, firstHead: string): Table {
  const found = tables(markdown).find(({ head }) => head[0] === firstHead)
  if (found === undefined) throw new Error(`there is no table of ${firstHead}`)
  return found
}

/** The pieces of code in a cell or a sentence. */
export function codeIn(text = ''): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}
