/** Where in a lane what is drawn: the same for canvas and SVG. In px. */
import { LANE_HEIGHT } from './scene.ts'

/** A band, below the signs of what happened beside phases. */
export const BAND_TOP = 4
export const BAND_HEIGHT = LANE_HEIGHT - 8

/** Both stand on the lower edge of a band: beats thin, misses bold and higher. */
export const BEAT_HEIGHT = 5
export const MISS_HEIGHT = 11
export const MISS_WIDTH = 3

export const SIGN_SIZE = 12

/** The middle of the times of the axis, and of the signs in it. */
export const TIMES_Y = 10
export const FLAGS_Y = 26

/** Where the moment and the cursor begin: below the times, which would be struck through. */
export const MARK_Y = 18

/** Names stand beside the lanes; in a picture they take so much. */
export const NAME_WIDTH = 170

export const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif'
