/**
 * The tail of the standard normal distribution on the scale of φ: φ(z) = −log10 Q(z), where Q(z) is the probability of a
 * value above z. Worked out in logarithms, so that it is right to 12 digits far beyond where Q itself is too small for
 * a number. Some implementations of phi-accrual put a logistic curve in its place, which says 9.3 where 8 is right.
 */

/** ln √(2π) */
const LN_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2
/** From here on the continued fraction; below, the series. Both are good for 14 digits where they meet. */
const MEETING = 2
/** Terms of the continued fraction: at z = 2 what is left out is below 10⁻¹⁶, beyond it less. */
const DEPTH = 120

/** φ of a value z standard deviations above the mean; about 0 far below it, 0.301 at it. Grows with z. */
export function phiAt(z: number): number {
  if (z >= MEETING) return (density(z) - Math.log(millsRatio(z))) / Math.LN10
  if (z <= -MEETING) return -Math.log1p(-(10 ** -phiAt(-z))) / Math.LN10
  return -Math.log10(0.5 - Math.exp(-density(z)) * series(z))
}

/**
 * The z at which φ is reached, for φ of at least log10 2, where z is 0. Newton's method from above the root: φ(z) is
 * convex, so it comes down to the root without passing it. Q(z) ≤ ½ e^(−z²/2) gives the start.
 */
export function zAt(phi: number): number {
  let z = Math.sqrt(Math.max(0, 2 * (Math.LN10 * phi - Math.LN2)))
  for (let step = Infinity; step > 1e-14 * Math.abs(z); ) {
    step = (phiAt(z) - phi) / slope(z)
    z -= step
  }
  return z
}

/** −ln of the density. */
function density(z: number): number {
  return z ** 2 / 2 + LN_ROOT_TWO_PI
}

/** dφ/dz: the density over Q. */
function slope(z: number): number {
  return 10 ** (phiAt(z) - density(z) / Math.LN10) / Math.LN10
}

/** Q over the density, by Laplace's continued fraction 1/(z + 1/(z + 2/(z + 3/(z + …)))); Abramowitz and Stegun 26.2.14. */
function millsRatio(z: number): number {
  let tail = z
  for (let term = DEPTH; term > 0; term -= 1) tail = z + term / tail
  return 1 / tail
}

/** (½ − Q) over the density: z + z³/3 + z⁵/(3 × 5) + …; Abramowitz and Stegun 26.2.11. No term is taken from another. */
function series(z: number): number {
  let sum = 0
  let term = z
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term
    term *= z ** 2 / odd
  }
  return sum
}
