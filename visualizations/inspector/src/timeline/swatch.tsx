/** A piece of a band, as it is drawn in a lane. */
import { useId } from 'preact/hooks'
import { toneOf } from '../ui/shapes.ts'
import { BEAT_HEIGHT, MISS_HEIGHT, MISS_WIDTH } from './geometry.ts'
import { hatchOf, STALL_HATCH } from './hatch.ts'

export function Swatch({ phase }: { readonly phase: string }) {
  return phase === 'beat' || phase === 'miss' ? (
    <Pulse isMiss={phase === 'miss'} />
  ) : (
    <Hatched phase={phase} />
  )
}

function Pulse({ isMiss }: { readonly isMiss: boolean }) {
  const [width, height] = isMiss ? [MISS_WIDTH, MISS_HEIGHT] : [1, BEAT_HEIGHT]
  return (
    <svg class="swatch" width="5" height="12" viewBox="0 0 5 12" aria-hidden="true">
      <rect x="1" y={12 - height} width={width} height={height} fill={`var(--${isMiss ? 'red' : 'ink'})`} />
    </svg>
  )
}

function Hatched({ phase }: { readonly phase: string }) {
  const id = useId()
  const isStall = phase === 'stall'
  const hatch = isStall ? STALL_HATCH : hatchOf(phase)
  const tone = isStall ? 'grey' : toneOf(phase)
  return (
    <svg class="swatch" width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">
      {hatch !== null && (
        <pattern id={id} width={hatch.size} height={hatch.size} patternUnits="userSpaceOnUse">
          <path
            d={hatch.path}
            stroke={`var(--${tone})`}
            stroke-width={hatch.width}
            opacity="0.75"
            fill="none"
          />
        </pattern>
      )}
      <rect width="22" height="12" fill={`var(--${tone}-fill)`} />
      {hatch !== null && <rect width="22" height="12" fill={`url(#${id})`} />}
      <rect width="22" height="2" fill={`var(--${tone})`} />
    </svg>
  )
}
