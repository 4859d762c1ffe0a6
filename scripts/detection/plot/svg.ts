/** The pieces plots are made of, as text. Numbers are rounded, so that pictures are the same everywhere. */
import { lookOf, plotSheet, SHAPES } from './looks.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Picture {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly width: number
  readonly height: number
  readonly parts: readonly string[]
}

export function svgOf({ id, title, about, width, height, parts }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" id="${id}" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${xml(title)}</title>`,
    `<desc id="${id}-desc">${xml(about)}</desc>`,
    `<style>\n${plotSheet()}\n</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

/** @param look classes: `name`, `note`, `small`, `mid`, `end`. */
export function text(words: string, { x, y }: Point, look = ''): string {
  return `<text class="${look}" x="${round(x)}" y="${round(y)}">${xml(words)}</text>`
}

export function path(name: string, points: readonly Point[]): string {
  return `<path class="${name}" d="${points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')}"/>`
}

/** The line of a detector through its points, without marks. */
export function lineOf(detector: string, points: readonly Point[]): string {
  const { tone, dash } = lookOf(detector)
  return `<g class="${tone}">${path(`line dash-${dash}`, points)}</g>`
}

export function markOf(detector: string, { x, y }: Point): string {
  const { tone, shape } = lookOf(detector)
  const kind = shape === 'cross' ? 's cross' : 'f'
  return `<g class="${tone}"><path class="${kind}" transform="translate(${round(x)} ${round(y)})" d="${SHAPES[shape]}"/></g>`
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10)
}

function xml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
