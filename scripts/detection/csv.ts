/** Tables of text: the figures as they are committed, from which pages and pictures are made. */

export type Row<Column extends string> = Readonly<Record<Column, string>>

/** No value may hold a comma, a quote or a line break: ours are names and numbers. */
export function csvOf<Column extends string>(
  columns: readonly Column[],
  rows: readonly Row<Column>[],
): string {
  const lines = rows.map((row) => columns.map((column) => plain(row[column])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** @throws Error when the text is no table of these columns. */
export function rowsIn<Column extends string>(columns: readonly Column[], text: string): Row<Column>[] {
  const [head, ...lines] = text.trimEnd().split('\n')
  if (head !== columns.join(',')) throw new Error(`expected the columns ${columns.join(',')}, got ${head}`)
  return lines.map((line) => rowIn(columns, line.split(',')))
}

function rowIn<Column extends string>(columns: readonly Column[], values: readonly string[]): Row<Column> {
  if (values.length !== columns.length) throw new Error(`expected ${columns.length} values, got ${values}`)
  const value = (column: Column) => values[columns.indexOf(column)] ?? ''
  const entries = columns.map((column) => [column, value(column)] as const)
  return Object.fromEntries(entries) as Record<Column, string>
}

function plain(value: string): string {
  if (/[,"\n]/.test(value)) throw new Error(`a value that CSV would have to quote: ${value}`)
  return value
}
