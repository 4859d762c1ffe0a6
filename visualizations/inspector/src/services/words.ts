/** What is said of a service, in words. */
import type { BesideFact } from '../../../../src/inspector/wire.ts'
import { age, shownText } from '../ui/words.ts'

/** @param now in ms since the epoch. */
export function factValue(fact: BesideFact, now: number): string {
  if ('value' in fact) return shownText(fact.value)
  const leftMs = Math.ceil((fact.at - now) / 1_000) * 1_000
  return leftMs > 0 ? `in ${age(leftMs)}` : 'due'
}

/** Several facts as one line: `under way 2 · calls 17`. */
export function factsInWords(facts: readonly BesideFact[], now: number): string {
  return facts.map((fact) => `${shownText(fact.label)} ${factValue(fact, now)}`).join(' · ')
}
