/** `pulsetree chart [NAME] [--from FILE]` */
import { readFile } from 'node:fs/promises'
import { catalogue } from '../charts/catalogue.ts'
import type { Chart } from '../charts/chart.ts'
import { chartJson } from '../charts/json.ts'
import { chartMermaid } from '../charts/mermaid.ts'
import { chartsIn } from './chart-file.ts'
import type { Given } from './given.ts'
import { UsageError } from './usage.ts'
import { oneOf, plain, quoted } from './values.ts'

type Format = 'mermaid' | 'svg' | 'json'

/** What is printed. @throws UsageError when there is no such chart. */
export async function chart(given: Given): Promise<string> {
  const format = given.read('--format', oneOf('mermaid', 'svg', 'json'))
  const [name] = given.args
  const file = given.maybe('--from', plain)
  if (file !== undefined) return chartFrom(file, name, format)
  const names = [...catalogue.keys()]
  if (name === undefined) return names.join('\n')
  const shown = catalogue.get(name)
  if (shown === undefined) throw unknown('chart', name, names)
  // Drawn already: that needs nothing but what is installed.
  if (format === 'svg') {
    return readFile(new URL(`../../visualizations/charts/${name}.svg`, import.meta.url), 'utf8')
  }
  return chartAs(format, shown)
}

/** By the name of its export, or by its own id; a machine that is alone needs neither. */
async function chartFrom(file: string, name: string | undefined, format: Format): Promise<string> {
  const charts = await chartsIn(file)
  const names = [...charts.keys()]
  const [alone, ...others] = charts.values()
  if (name === undefined) {
    return alone !== undefined && others.length === 0 ? chartAs(format, alone) : names.join('\n')
  }
  const shown = charts.get(name) ?? [...charts.values()].find(({ id }) => id === name)
  if (shown === undefined) throw unknown(`--from: ${quoted(file)}`, name, names)
  return chartAs(format, shown)
}

function chartAs(format: Format, shown: Chart): string | Promise<string> {
  switch (format) {
    case 'json':
      return chartJson(shown)
    case 'mermaid':
      return chartMermaid(shown)
    case 'svg':
      return drawn(shown)
  }
}

/** The layout is 1.4 MB of others' code, for those alone who draw machines of their own. */
async function drawn(shown: Chart): Promise<string> {
  const [{ layout }, { svgOf }] = await Promise.all([
    import('../charts/drawing/layout.ts'),
    import('../charts/drawing/svg.ts'),
  ]).catch((error: unknown) => {
    if (!(error instanceof Error) || !/'elkjs'/.test(error.message)) throw error
    throw new UsageError('--format', 'svg of your own machine needs elkjs: npm install elkjs@0.12.1')
  })
  return svgOf(shown, await layout(shown))
}

function unknown(where: string, name: string, names: readonly string[]): UsageError {
  return new UsageError(where, `there is no ${quoted(name)}; there are ${names.join(', ')}`)
}
