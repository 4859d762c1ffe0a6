/** A chart as JSON, laid out for people and for diffs. */
import type { Chart } from './chart.ts'

export function chartJson(chart: Chart): string {
  return `${JSON.stringify(chart, null, 2)}\n`
}
