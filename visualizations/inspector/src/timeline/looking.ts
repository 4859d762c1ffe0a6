/** How the timeline is looked at: which time, whether it follows the present, and where somebody points. Values. */
import { following, kept, panned, reachesNow, showing, type View, widthOf, zoomed } from './scale.ts'

export interface Looking {
  readonly view: View
  /** Whether the view moves on with the present. */
  readonly isFollowing: boolean
  /** Where somebody points, in ms since the epoch. */
  readonly cursor: number | null
}

/** Half a minute: beats are seconds apart, and back-offs less than that at first. */
export const FIRST_WIDTH_MS = 30_000

/** How far one key goes: keys of a list step by step, of a page by a large part of what is seen. */
const STEP = 1 / 100
const ZOOM = 1.6

export function lookingAt(now: number, widthMs = FIRST_WIDTH_MS): Looking {
  return { view: following(now, widthMs), isFollowing: true, cursor: null }
}

/** As time goes on; the same where nothing is changed by that. */
export function carriedOn(looking: Looking, known: View): Looking {
  const view = looking.isFollowing ? following(known.to, widthOf(looking.view)) : kept(looking.view, known)
  return view.from === looking.view.from && view.to === looking.view.to ? looking : { ...looking, view }
}

export function dragged(looking: Looking, ms: number, known: View): Looking {
  const view = kept(panned(looking.view, ms), known)
  // Back at the present it is followed again, as a log is that is scrolled to its end.
  return { ...looking, view, isFollowing: ms > 0 && reachesNow(view, known.to) }
}

/** @param anchor what stays where it is; null: the present while it is followed, else the middle. */
export function nearer(looking: Looking, factor: number, anchor: number | null, known: View): Looking {
  const { view, isFollowing } = looking
  if (isFollowing) return { ...looking, view: following(known.to, widthOf(zoomed(view, factor, known.to))) }
  const at = anchor ?? (view.from + view.to) / 2
  return { ...looking, view: kept(zoomed(view, factor, at), known) }
}

export function paused(looking: Looking): Looking {
  return { ...looking, isFollowing: false }
}

export function resumed(looking: Looking, known: View): Looking {
  return { ...looking, isFollowing: true, view: following(known.to, widthOf(looking.view)) }
}

/** So that a moment is on the screen; it does not run away from there. */
export function broughtTo(looking: Looking, at: number, known: View): Looking {
  const { from, to } = looking.view
  // What is seen already is not moved under somebody's hand.
  const view = at >= from && at <= to ? looking.view : kept(showing(looking.view, at), known)
  return { ...looking, view, isFollowing: false }
}

/** What a key does to it; null: the key means nothing here. */
export function afterKey(looking: Looking, key: string, known: View): Looking | null {
  const { view, cursor } = looking
  switch (key) {
    case ' ':
      return looking.isFollowing ? paused(looking) : resumed(looking, known)
    case '+':
    case '=':
      return nearer(looking, 1 / ZOOM, cursor, known)
    case '-':
    case '_':
      return nearer(looking, ZOOM, cursor, known)
    case 'ArrowLeft':
      return pointedAt(looking, (cursor ?? known.to) - widthOf(view) * STEP, known)
    case 'ArrowRight':
      return pointedAt(looking, (cursor ?? known.to) + widthOf(view) * STEP, known)
    case 'PageUp':
      return dragged(looking, -widthOf(view) / 2, known)
    case 'PageDown':
      return dragged(looking, widthOf(view) / 2, known)
    case 'Home':
      return pointedAt(looking, known.from, known)
    case 'End':
      return { ...resumed(looking, known), cursor: null }
    default:
      return null
  }
}

/** The cursor is moved by key: what it points at is seen. */
export function pointedAt(looking: Looking, at: number, known: View): Looking {
  const cursor = Math.min(known.to, Math.max(known.from, at))
  const view = kept(showing(looking.view, cursor), known)
  const isMoved = view.from !== looking.view.from
  // A cursor that ran along with the present could not be held to anything.
  return { view: isMoved ? view : looking.view, isFollowing: false, cursor }
}
