/** A measured mean and how sure it is. */

export interface Figure {
  readonly mean: number
  /** The standard error of the mean. */
  readonly error: number
}

/** From the results of batches that do not depend on one another. */
export function figureOf(batches: readonly number[]): Figure {
  const count = batches.length
  const mean = batches.reduce((sum, value) => sum + value, 0) / count
  const squares = batches.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (count - 1) / count) }
}

/** How far off a figure is, as a share of what the formula says. */
export function off(got: number, formula: number): number {
  return Math.abs(got / formula - 1)
}
