/** The picture of a chart, with a state lit and an arrow marked. */
import { useComputed, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import breaker from '../../../charts/breaker.svg?raw'
import connection from '../../../charts/connection.svg?raw'
import identity from '../../../charts/identity.svg?raw'
import supervisor from '../../../charts/supervisor.svg?raw'
import { clock, phaseInWords } from '../ui/words.ts'
import { markChart } from './chart-marks.ts'
import { embedded } from './embedded.ts'
import type { ChartName, Marked } from './taken.ts'

type PictureName = ChartName | 'breaker'

const PICTURES: Readonly<Record<PictureName, string>> = { breaker, connection, supervisor, identity }

/** The same in words. */
export function captionOf(marked: Marked | null): string {
  if (marked === null) return 'Nothing was told of it yet.'
  const { state, from, event, at } = marked
  const by = event === null ? '' : ` by ${event}`
  if (from === null) return `In ${phaseInWords(state)}${at === null ? '' : ` since ${clock(at)}`}.`
  const when = at === null ? '' : `, at ${clock(at)}`
  return `Last arrow: ${phaseInWords(from)} → ${phaseInWords(state)}${by}${when}.`
}

/** Ids in a page are unique: each picture has its own. */
let pictures = 0

interface PictureProps {
  readonly name: PictureName
  /** What is lit in it; reads signals. */
  readonly marked: () => Marked | null
  /** Without notes and words that are not of the moment: so its few names can be read when it is small. */
  readonly isBrief?: boolean
  readonly onClick?: () => void
}

export function Picture({ name, marked: asked, isBrief = false, onClick }: PictureProps) {
  const place = useRef<HTMLDivElement>(null)
  const picture = useRef<string | null>(null)
  picture.current ??= pictureOf(name)
  const marked = useComputed(asked)
  useSignalEffect(() => {
    const now = marked.value
    if (place.current !== null && now !== null) markChart(place.current, now)
  })
  useEffect(() => {
    if (!isBrief)
      place.current?.querySelector('.is-lit')?.scrollIntoView({ block: 'center', inline: 'center' })
  }, [isBrief])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button beside it does the same for keyboards
    <div
      ref={place}
      class={isBrief ? `chart-place is-brief is-${name}` : 'chart-place'}
      onClick={onClick}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own file, generated from our machines, with nothing of a peer's in it
      dangerouslySetInnerHTML={{ __html: picture.current }}
    />
  )
}

function pictureOf(name: PictureName): string {
  pictures += 1
  const { svg, sheet } = embedded(PICTURES[name], `picture-${pictures}`)
  adopt(sheet)
  return svg
}

let isAdopted = false

/** All charts have the same rules. As a sheet made by a program they are allowed where inline styles are not. */
function adopt(rules: string): void {
  if (isAdopted) return
  isAdopted = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
