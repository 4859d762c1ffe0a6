/** Times that are none: a deadline that does not run, and a moment before all others. */

/** No such deadline; nothing to look at again. */
export const NEVER = Number.POSITIVE_INFINITY

/**
 * It has not happened yet: longer ago than any interval, which an option bounds by 2^31 ms, and times begin at 0. Not
 * −∞: V8 keeps a whole number of 32 bits in the field itself and any other in a box of 16 bytes, and there are several
 * such fields in each of thousands of connections.
 */
export const LONG_AGO = -(2 ** 31)
