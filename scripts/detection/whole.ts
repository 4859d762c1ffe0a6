/** The whole table, a page of its own: docs/detectors-table.md. */
import type { Figures } from './figures.ts'
import { bare, markdown, orNone } from './markdown.ts'
import { NETWORKS, type Network } from './networks.ts'
import { aboutTable, NETWORKS_ABOUT } from './prose.ts'
import { type StudyRow, TARGETS_MS } from './study.ts'

export function tablePage({ study }: Figures): string {
  const targets = TARGETS_MS.map((ms) => (ms / 1_000).toFixed(2))
  const groups = new Map<string, Network[]>()
  for (const network of NETWORKS) {
    const { carriage, delay, pattern } = network
    const key =
      pattern === 'changing' ? `${carriage}, changing times` : `${carriage}, ${delay} delays, ${pattern} loss`
    groups.set(key, [...(groups.get(key) ?? []), network])
  }
  const sections = [...groups].map(([key, networks]) => {
    const rows = networks.flatMap(({ name, lossPercent }) =>
      study
        .filter((row) => row.network === name && targets.includes(row.target_s))
        .map((row) => tableRow(row, lossPercent === null ? row.part || 'all' : `${lossPercent} %`)),
    )
    return `## ${capital(key)}\n\n${markdown(tableHead(networks), rows)}`
  })
  return `${[aboutTable(), ...NETWORKS_ABOUT, ...sections].join('\n\n')}\n`
}

function tableHead(networks: readonly Network[]): string[] {
  return [
    networks.some(({ pattern }) => pattern === 'changing') ? 'part' : 'lost',
    'detector',
    'T_D, s',
    'option',
    'T_D 99 %, s',
    'longest, s',
    'λ_M per hour',
    'T_M, s',
    'P_A',
    'verdict, s',
    'false verdicts per hour',
  ]
}

function tableRow(row: StudyRow, first: string): string[] {
  const { detector, target_s } = row
  if (row.option === '') return [first, detector, bare(target_s), 'out of reach', ...Array(7).fill('')]
  return [
    first,
    detector,
    row.part === '' ? bare(target_s) : row.detection_s,
    `\`${row.option}\``,
    row.detection_p99_s,
    row.detection_worst_s,
    orNone(row.mistakes_per_hour),
    orNone(row.mistake_s),
    row.accuracy,
    row.verdict_s,
    orNone(row.false_verdicts_per_hour),
  ]
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
