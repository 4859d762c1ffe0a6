/** Work that is asked for often and done once a frame; in a page that nobody sees, once a second. */

const HIDDEN_MS = 1_000

export function onceAFrame(work: () => void): () => void {
  let isAsked = false
  const go = (): void => {
    isAsked = false
    work()
  }
  return () => {
    if (isAsked) return
    isAsked = true
    // Frames stop while a page is hidden.
    if (document.hidden) setTimeout(go, HIDDEN_MS)
    else requestAnimationFrame(go)
  }
}
