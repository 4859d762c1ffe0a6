/** Where the words of a picture stand. */
import { widthOf } from '../../../src/charts/drawing/text.ts'

export interface Label {
  readonly words: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Every text of a picture, with the place it takes. */
export function labelsOf(svg: string): Label[] {
  return [...svg.matchAll(/<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)">([^<]*)<\/text>/g)].map(
    ([, look = '', x, y, words = '']) => {
      const classes = look.split(' ')
      const size = classes.includes('name') ? 15 : classes.includes('small') ? 11 : 12
      const width = widthOf(words, { size, bold: classes.includes('name') || classes.includes('event') })
      const part = classes.includes('mid') ? 0.5 : classes.includes('end') ? 1 : 0
      const left = Number(x) - part * width
      return {
        words,
        left,
        right: left + width,
        top: Number(y) - 0.75 * size,
        bottom: Number(y) + 0.2 * size,
      }
    },
  )
}

/** Pairs that lie on each other. */
export function overlaps(labels: readonly Label[]): string[] {
  return labels.flatMap((a, index) =>
    labels
      .slice(index + 1)
      .filter((b) => overlap(a, b))
      .map((b) => `${a.words} / ${b.words}`),
  )
}

/** Those that reach beyond the picture. */
export function cutOff(labels: readonly Label[], width: number, height: number): string[] {
  return labels
    .filter(({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height)
    .map(({ words }) => words)
}

function overlap(a: Label, b: Label): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}
