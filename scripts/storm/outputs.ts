/** Every file that is made of the figures of a storm: path from the root of the repository → text. */
import { markdown } from '../detection/markdown.ts'
import { filesOf, type StormFigures } from './figures.ts'
import { stormPlot } from './plot.ts'

export const FOLDER = 'visualizations/storm'
export const PAGE = 'docs/reconnecting.md'

/** The committed figures, as they are. */
export function figureFiles(figures: StormFigures): Map<string, string> {
  return new Map([...filesOf(figures)].map(([name, text]) => [`${FOLDER}/${name}`, text]))
}

/** Pictures and the page. @param page the text of {@link PAGE}, whose table is made anew. */
export function shownFiles(figures: StormFigures, page: string): Map<string, string> {
  return new Map([
    [`${FOLDER}/dials.svg`, stormPlot(figures, 'dials')],
    [`${FOLDER}/back.svg`, stormPlot(figures, 'back')],
    [PAGE, withTable(page, figures)],
  ])
}

const BEGIN = '<!-- storm:totals -->'
const END = '<!-- /storm -->'

/** @throws Error when the page has no place for the table. */
function withTable(page: string, figures: StormFigures): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has no block ${BEGIN} … ${END}`)
  return `${before}${BEGIN}\n${tableOf(figures)}\n${END}${after}`
}

function tableOf({ totals }: StormFigures): string {
  return markdown(
    ['library', 'dials', 'the most in 100 ms', 'the last one back after'],
    totals.map(({ subject, dials, peak, last_back_s }) => [subject, dials, peak, `${last_back_s} s`]),
  )
}
