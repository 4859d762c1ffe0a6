/** Tables of Markdown. */

/** The first column to the left, as are those of words; figures to the right. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const marks = head.map((_, column) => {
    const figures =
      column > 0 && rows.every((row) => /^([\d.]|–|$)/.test(row[column] ?? '') || row[column] === 'none')
    return figures ? '---:' : '---'
  })
  return [head, marks, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** `3.00` → `3`, `2.50` → `2.5`. */
export function bare(figure: string): string {
  return figure.replace(/\.?0+$/, '')
}

/** Nothing was seen: that is not the same as never. */
export function orNone(figure: string): string {
  return Number(figure) === 0 ? 'none' : figure
}
