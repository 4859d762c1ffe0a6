/** Which span of time is seen, and where in it a moment lies. Values; every change makes a new one. */

export interface View {
  /** In ms since the epoch. */
  readonly from: number
  readonly to: number
}

/** The narrowest and the widest that can be looked at, in ms. */
export const NARROWEST_MS = 100
export const WIDEST_MS = 24 * 3_600_000

export function widthOf({ from, to }: View): number {
  return to - from
}

/** The latest `widthMs` until `end`, which is at the right edge but for a little room. */
export function following(end: number, widthMs: number): View {
  const to = end + widthMs * ROOM
  return { from: to - widthMs, to }
}

/** What lies ahead of now, so that the present is not glued to the edge. */
const ROOM = 0.02

export function xOf({ from, to }: View, at: number, width: number): number {
  return ((at - from) / (to - from)) * width
}

export function atOf({ from, to }: View, x: number, width: number): number {
  return width > 0 ? from + (x / width) * (to - from) : from
}

/** Nearer for a factor below 1; `anchor` stays where it is on the screen. */
export function zoomed(view: View, factor: number, anchor: number): View {
  const width = widthOf(view)
  const next = Math.min(WIDEST_MS, Math.max(NARROWEST_MS, width * factor))
  const share = Math.min(1, Math.max(0, (anchor - view.from) / width))
  const from =
    anchor >= view.from && anchor <= view.to ? anchor - share * next : view.from - (next - width) / 2
  return { from, to: from + next }
}

export function panned({ from, to }: View, ms: number): View {
  return { from: from + ms, to: to + ms }
}

/** Kept to what is known: neither all before it nor all after it. */
export function kept(view: View, known: View): View {
  const width = widthOf(view)
  const latest = known.to + width * ROOM
  const earliest = Math.min(known.from, latest - width)
  const to = Math.min(latest, Math.max(view.to, earliest + width))
  return { from: to - width, to }
}

/** With a moment in it, moved as little as is needed; a tenth of the width is left beside it. */
export function showing(view: View, at: number): View {
  const edge = widthOf(view) / 10
  if (at < view.from + edge) return panned(view, at - view.from - edge)
  return at > view.to - edge ? panned(view, at - view.to + edge) : view
}

/** Whether now is so near the right edge that the view may follow it. */
export function reachesNow(view: View, now: number): boolean {
  return view.to >= now
}
