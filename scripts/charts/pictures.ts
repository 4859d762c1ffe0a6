/** Every picture this repository keeps, made anew from the machines: file name → text. */
import { catalogue } from '../../src/charts/catalogue.ts'
import { layout } from '../../src/charts/drawing/layout.ts'
import { svgOf } from '../../src/charts/drawing/svg.ts'
import { chartJson } from '../../src/charts/json.ts'
import { chartMermaid } from '../../src/charts/mermaid.ts'

export async function pictures(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const [name, chart] of catalogue) {
    files.set(`${name}.json`, chartJson(chart))
    files.set(`${name}.mmd`, chartMermaid(chart))
    files.set(`${name}.svg`, svgOf(chart, await layout(chart)))
  }
  return files
}
