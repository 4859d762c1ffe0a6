/** The tables within the page for people, made of the figures. */
import { boundMs } from '../../src/machines/heartbeat.ts'
import type { Figures } from './figures.ts'
import { bare, markdown, orNone } from './markdown.ts'
import { PRESETS, planOf } from './plans.ts'
import { REGIMES } from './regimes.ts'
import type { StudyRow } from './study.ts'
import { SUBJECTS } from './subjects.ts'

/** The target whose figures stand in the short tables. */
const SHORT_TARGET = '3.00'
const SHORT = [
  'messages exponential independent 1 %',
  'messages exponential independent 10 %',
  'messages exponential independent 30 %',
  'messages exponential bursty 10 %',
  'messages log-normal independent 1 %',
  'messages log-normal independent 10 %',
  'messages log-normal bursty 10 %',
  'messages Pareto independent 1 %',
  'messages Pareto independent 10 %',
  'messages Pareto bursty 10 %',
  'messages changing',
  'stream log-normal independent 1 %',
  'stream log-normal independent 10 %',
  'stream log-normal bursty 1 %',
  'stream log-normal bursty 10 %',
  'stream changing',
]

/** `<!-- detection:NAME -->` … `<!-- /detection -->`: what stands between is made here. */
const BLOCK = /(<!-- detection:([a-z]+) -->\n)[\s\S]*?(\n<!-- \/detection -->)/g

/** The page, with its tables made anew. @throws Error for a block of a name that nothing is known of. */
export function withBlocks(page: string, figures: Figures): string {
  const made = blocksOf(figures)
  return page.replace(BLOCK, (_, head: string, name: string, foot: string) => {
    const block = made.get(name)
    if (block === undefined) throw new Error(`nothing is known of the block ${name}`)
    return `${head}${block}${foot}`
  })
}

export function blocksOf(figures: Figures): ReadonlyMap<string, string> {
  return new Map([
    ['short', shortTable(figures)],
    ['regimes', regimesTable(figures)],
    ['shipped', shippedTable(figures)],
    ['formula', formulaTable(figures)],
    ['presets', presetsTable()],
  ])
}

function shortTable({ study }: Figures): string {
  const names = SUBJECTS.map(({ name }) => name)
  const rows = SHORT.map((network) => [
    network.replace(' independent', ''),
    ...names.map((name) => {
      const row = study.find((own) => isAt(own, network, name, SHORT_TARGET))
      return row === undefined || row.option === '' ? '–' : orNone(row.mistakes_per_hour)
    }),
  ])
  return markdown(['network', ...names], rows)
}

function regimesTable({ study }: Figures): string {
  const rows = SUBJECTS.map(({ name }) => [
    name,
    ...REGIMES.map((regime) => {
      const row = study.find(
        (own) =>
          own.network === 'stream changing' &&
          own.part === regime.name &&
          own.detector === name &&
          own.target_s === SHORT_TARGET,
      )
      return row === undefined ? '–' : `${bare(row.detection_s)} s, ${orNone(row.mistakes_per_hour)}`
    }),
  ])
  return markdown(['detector', ...REGIMES.map(({ name }) => name)], rows)
}

/** What one beat and its answer are on the wire: two packets of 57 bytes (IPv4, TCP with timestamps), one to acknowledge. */
const BEAT_BYTES = 166
const MANY = 10_000

function presetsTable(): string {
  const head = [
    'preset',
    '`everyMs`',
    '`timeoutMs`',
    '`suspect.forMs`',
    '`suspect.probes`',
    'suspect after, s',
    'dead by, s',
    'beats a second of 10,000',
    'and kB a second',
  ]
  const rows = PRESETS.map((preset) => {
    const plan = planOf(preset)
    const { everyMs, limits, misses } = plan
    const perSecond = (MANY * 1_000) / everyMs
    return [
      `\`${preset}\``,
      String(everyMs),
      String(limits.suspectMs),
      String(limits.deadMs - limits.suspectMs),
      String(misses - 1),
      String((everyMs / 2 + limits.suspectMs) / 1_000),
      String(boundMs(plan) / 1_000),
      perSecond.toFixed(0),
      ((perSecond * BEAT_BYTES) / 1_000).toFixed(0),
    ]
  })
  return markdown(head, rows)
}

function shippedTable({ shipped }: Figures): string {
  const head = [
    'network',
    'preset',
    'detector',
    'suspect after, s',
    'dead after, s',
    'bound, s',
    'wrong suspicions a day',
    'wrong verdicts a day',
    'days watched',
  ]
  const rows = shipped.map((row) => [
    row.network,
    `\`${row.preset}\``,
    `\`${row.detector}\``,
    row.suspect_s,
    row.dead_s,
    row.bound_s,
    orNone(row.wrong_suspicions_per_day),
    orNone(row.wrong_verdicts_per_day),
    row.days,
  ])
  return markdown(head, rows)
}

function formulaTable({ schedule }: Figures): string {
  const head = [
    'lost',
    'T_D, s',
    'δ, ms',
    'λ_M per hour: formula',
    'simulated',
    'P_A: formula',
    'simulated',
    'listening: `timeoutMs`',
    'λ_M per hour',
  ]
  const rows = schedule.map((row) => [
    row.loss,
    row.target_s,
    row.timeout_ms,
    row.formula_per_hour,
    `${row.told_per_hour} ± ${row.told_error}`,
    row.formula_accuracy,
    row.told_accuracy,
    row.listening_timeout_ms,
    row.listening_per_hour,
  ])
  return markdown(head, rows)
}

function isAt(row: StudyRow, network: string, detector: string, target: string): boolean {
  return row.network === network && row.part === '' && row.detector === detector && row.target_s === target
}
