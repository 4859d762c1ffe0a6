/** Where keys lead in a tree, as the practices for ARIA trees have it. */

/** What is asked of a row to move among them. */
export interface Standing {
  /** From 1. */
  readonly level: number
  /** Null where nobody is under it. */
  readonly isOpen: boolean | null
  readonly node: { readonly name: string }
}

export type Move =
  | { readonly to: number }
  /** Folds or unfolds the row that one is on. */
  | { readonly fold: boolean }
  | null

/**
 * @param at the row that one is on; -1 for none.
 * @param page so many rows are seen at once.
 */
export function moveFor(key: string, rows: readonly Standing[], at: number, page: number): Move {
  const last = rows.length - 1
  if (last < 0) return null
  const row = rows[at]
  switch (key) {
    case 'ArrowDown':
      return { to: Math.min(at + 1, last) }
    case 'ArrowUp':
      return { to: Math.max(at - 1, 0) }
    case 'PageDown':
      return { to: Math.min(at + page, last) }
    case 'PageUp':
      return { to: Math.max(at - page, 0) }
    case 'Home':
      return { to: 0 }
    case 'End':
      return { to: last }
    case 'ArrowRight':
      if (row?.isOpen === false) return { fold: false }
      return row?.isOpen === true ? { to: Math.min(at + 1, last) } : null
    case 'ArrowLeft':
      if (row?.isOpen === true) return { fold: true }
      return row === undefined ? null : outOf(rows, at, row.level)
    default:
      return null
  }
}

/** The next row, from the one behind `at` on and round, whose name begins with what was typed. */
export function typedTo(rows: readonly Standing[], at: number, typed: string): number | null {
  const begin = typed.toLowerCase()
  // Whoever types on stays where what was typed so far still fits.
  const first = typed.length > 1 ? at : at + 1
  for (let step = 0; step < rows.length; step += 1) {
    const index = (((first + step) % rows.length) + rows.length) % rows.length
    if (rows[index]?.node.name.toLowerCase().startsWith(begin) === true) return index
  }
  return null
}

function outOf(rows: readonly Standing[], at: number, level: number): Move {
  for (let index = at - 1; index >= 0; index -= 1) {
    if ((rows[index]?.level ?? level) < level) return { to: index }
  }
  return null
}
