/** `pulsetree chart [NAME]` */
import { readFile } from 'node:fs/promises'
import { catalogue } from '../charts/catalogue.ts'
import { chartJson } from '../charts/json.ts'
import { chartMermaid } from '../charts/mermaid.ts'
import type { Given } from './given.ts'
import { UsageError } from './usage.ts'
import { oneOf, quoted } from './values.ts'

/** What is printed. @throws UsageError when there is no such chart. */
export async function chart(given: Given): Promise<string> {
  const format = given.read('--format', oneOf('mermaid', 'svg', 'json'))
  const [name] = given.args
  const names = [...catalogue.keys()]
  if (name === undefined) return names.join('\n')
  const shown = catalogue.get(name)
  if (shown === undefined) {
    throw new UsageError('chart', `there is no ${quoted(name)}; there are ${names.join(', ')}`)
  }
  switch (format) {
    case 'json':
      return chartJson(shown)
    case 'mermaid':
      return chartMermaid(shown)
    case 'svg':
      return readFile(new URL(`../../visualizations/charts/${name}.svg`, import.meta.url), 'utf8')
  }
}
