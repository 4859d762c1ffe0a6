/** Times that are none: a deadline that does not run, and a moment before all others. */

/** No such deadline; nothing to look at again. */
export const NEVER = Number.POSITIVE_INFINITY

/** It has not happened yet: longer ago than any interval. */
export const LONG_AGO = Number.NEGATIVE_INFINITY
