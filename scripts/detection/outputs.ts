/** Every file that is made of the figures: path from the root of the repository → text. */

import { withBlocks } from './blocks.ts'
import { type Figures, filesOf } from './figures.ts'
import { qualityPlot } from './plot/quality.ts'
import { regimesPlot } from './plot/regimes.ts'
import { tablePage } from './whole.ts'

export const FOLDER = 'visualizations/detection'
export const PAGE = 'docs/detectors.md'
const TABLE = 'docs/detectors-table.md'

/** The committed figures, as they are. */
export function figureFiles(figures: Figures): Map<string, string> {
  return new Map([...filesOf(figures)].map(([name, text]) => [`${FOLDER}/${name}`, text]))
}

/** Pictures and pages. @param page the text of {@link PAGE}, whose tables are made anew. */
export function shownFiles(figures: Figures, page: string): Map<string, string> {
  return new Map([
    [`${FOLDER}/quality.svg`, qualityPlot(figures.study)],
    [`${FOLDER}/regimes.svg`, regimesPlot(figures.trace)],
    [PAGE, withBlocks(page, figures)],
    [TABLE, tablePage(figures)],
  ])
}
