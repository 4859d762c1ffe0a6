/**
 * The style sheet inside a picture. The background is left to the page, white or dark, and the colours follow the
 * reader's setting. Boxes are filled and labels stand on plates of the page's colour, so that all text can be read
 * even on a page that does not follow it. Each colour is also written out before its variable, for renderers that
 * know no variables.
 */
import { NAME_SIZE, TEXT_SIZE } from './box.ts'
import type { Look, Tone } from './looks.ts'

export type Colour = Tone | `${Tone}-fill` | 'page' | 'note'

export const LIGHT: Readonly<Record<Colour, string>> = {
  page: '#ffffff',
  note: '#57606a',
  ink: '#1f2328',
  blue: '#0072b2',
  green: '#00866a',
  orange: '#bd7e00',
  red: '#d55e00',
  purple: '#b0568b',
  grey: '#6e7781',
  'ink-fill': '#f3f4f6',
  'blue-fill': '#e8f3fa',
  'green-fill': '#e4f6f0',
  'orange-fill': '#fdf4e0',
  'red-fill': '#fdede3',
  'purple-fill': '#faedf4',
  'grey-fill': '#f5f6f8',
}

export const DARK: Readonly<Record<Colour, string>> = {
  page: '#0d1117',
  note: '#a3adb8',
  ink: '#e6edf3',
  blue: '#56b4e9',
  green: '#2cc39a',
  orange: '#e69f00',
  red: '#f0763a',
  purple: '#d98bb6',
  grey: '#98a2ad',
  'ink-fill': '#1c222a',
  'blue-fill': '#10283a',
  'green-fill': '#0d2c25',
  'orange-fill': '#31260b',
  'red-fill': '#371c0d',
  'purple-fill': '#321e2b',
  'grey-fill': '#1b2128',
}

const TONES: readonly Tone[] = ['blue', 'green', 'orange', 'red', 'purple', 'grey', 'ink']
const DASHES: Readonly<Record<Look['border'], string>> = { solid: 'none', dashed: '7 4', dotted: '1.5 4.5' }

/** Every rule starts with `.chart`, so that a picture put into a page leaves that page alone. */
export function styleSheet(): string {
  const rules = [
    `.chart{color-scheme:light dark;${variables(LIGHT)}}`,
    `@media (prefers-color-scheme:dark){.chart{${variables(DARK)}}}`,
    `.chart text{font-family:Helvetica,Arial,"Liberation Sans",system-ui,sans-serif;font-size:${TEXT_SIZE}px;${paint('fill', 'ink')}}`,
    `.chart .name{font-size:${NAME_SIZE}px;font-weight:700}`,
    '.chart .event{font-weight:700}',
    `.chart .guard,.chart .actions,.chart .note{${paint('fill', 'note')}}`,
    `.chart .plate{${paint('fill', 'page')}}`,
    '.chart .box,.chart .rim{stroke-width:2px;stroke-linecap:round}',
    '.chart .rim,.chart .line,.chart .rule,.chart .s,.chart .k{fill:none}',
    '.chart .rule{stroke-width:1px;opacity:.45}',
    '.chart .line{stroke-width:1.6px;stroke-linejoin:round}',
    '.chart .s,.chart .k{stroke-width:1.8px;stroke-linecap:round;stroke-linejoin:round}',
    '.chart .b{stroke-width:2.6px}',
    `.chart .dot{${paint('fill', 'ink')}}`,
    ...Object.entries(DASHES).map(([border, dashes]) => `.chart .${border}{stroke-dasharray:${dashes}}`),
    ...TONES.map(toneRules),
  ]
  return rules.join('\n')
}

function toneRules(tone: Tone): string {
  const within = (...classes: readonly string[]) =>
    classes.map((name) => `.chart .${tone} .${name}`).join(',')
  return [
    `${within('box', 'rim', 'rule', 'line', 's')}{${paint('stroke', tone)}}`,
    `${within('head', 'f')}{${paint('fill', tone)}}`,
    `${within('box')}{${paint('fill', `${tone}-fill`)}}`,
    `${within('k')}{${paint('stroke', `${tone}-fill`)}}`,
  ].join('\n')
}

function variables(colours: Readonly<Record<Colour, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}

function paint(property: 'fill' | 'stroke', colour: Colour): string {
  return `${property}:${LIGHT[colour]};${property}:var(--${colour})`
}
