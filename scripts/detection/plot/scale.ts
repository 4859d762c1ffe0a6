/** From figures to pixels. */

export interface Scale {
  (value: number): number
  readonly ticks: readonly number[]
}

/** @param from the pixel of the lowest value, @param to that of the highest. */
export function logarithmic(
  lowest: number,
  highest: number,
  from: number,
  to: number,
  ticks: readonly number[],
): Scale {
  const span = Math.log(highest / lowest)
  return Object.assign((value: number) => from + ((to - from) * Math.log(value / lowest)) / span, { ticks })
}

export function linear(
  lowest: number,
  highest: number,
  from: number,
  to: number,
  ticks: readonly number[],
): Scale {
  return Object.assign((value: number) => from + ((to - from) * (value - lowest)) / (highest - lowest), {
    ticks,
  })
}
