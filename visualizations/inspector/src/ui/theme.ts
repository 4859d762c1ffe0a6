/**
 * Light or dark: as the reader's system has it, until somebody says otherwise; kept in memory alone. The colours are those
 * of the charts. Styles use them as `var(--green)`, what draws on a canvas reads them here.
 */
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { type Colour, DARK, LIGHT } from '../../../../src/charts/drawing/style.ts'

export type { Colour }

/** What was asked for; null: as the system has it. */
export const askedScheme: Signal<'light' | 'dark' | null> = signal(null)

const systemIsDark: Signal<boolean> = signal(false)

export const scheme: ReadonlySignal<'light' | 'dark'> = computed(
  () => askedScheme.value ?? (systemIsDark.value ? 'dark' : 'light'),
)

export const colours: ReadonlySignal<Readonly<Record<Colour, string>>> = computed(() =>
  scheme.value === 'dark' ? DARK : LIGHT,
)

/** Once a page. */
export function followTheme(root: HTMLElement): void {
  const query = matchMedia('(prefers-color-scheme: dark)')
  systemIsDark.value = query.matches
  query.addEventListener('change', () => {
    systemIsDark.value = query.matches
  })
  effect(() => {
    root.dataset['theme'] = scheme.value
    root.style.colorScheme = scheme.value
    for (const [name, value] of Object.entries(colours.value)) root.style.setProperty(`--${name}`, value)
  })
}
