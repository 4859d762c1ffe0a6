/** Why a mutant may survive. */

export interface Explained {
  /** From the root of the project. */
  readonly file: string
  /** What the mutant replaces, as it stands there; of several lines the first. */
  readonly code: string
  /** What it becomes, white space as one blank. */
  readonly becomes: string
  /** Why no test can tell, or should. */
  readonly why: string
}

/** What mutants of a file have in common: what each replaces, and what by. */
export function because(
  why: string,
  file: string,
  ...mutants: readonly [code: string, becomes: string][]
): Explained[] {
  return mutants.map(([code, becomes]) => ({ file, code, becomes, why }))
}
