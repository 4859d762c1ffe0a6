/** The mark of a phase: its tone and its shape. */
import { lookOf } from './shapes.ts'
import { phaseInWords } from './words.ts'

/** @param isNamed whether it is read out; false where the phase stands beside it in words. */
export function PhaseMark({ phase, size = 12, isNamed = false }: PhaseMarkProps) {
  const { tone, shape } = lookOf(phase)
  const colour = `var(--${tone})`
  const named = isNamed
    ? ({ role: 'img', 'aria-label': phaseInWords(phase) } as const)
    : ({ 'aria-hidden': true } as const)
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by a label, or by the words beside it
    <svg class="mark" data-phase={phase} width={size} height={size} viewBox="0 0 12 12" {...named}>
      <path
        d={shape.path}
        fill={shape.isFilled ? colour : 'none'}
        stroke={shape.isFilled ? 'none' : colour}
        stroke-width={shape.isFilled ? undefined : 1.8}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}

interface PhaseMarkProps {
  readonly phase: string
  /** In CSS pixels; default 12. */
  readonly size?: number
  readonly isNamed?: boolean
}
