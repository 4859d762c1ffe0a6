/** Whom the page watches closely: the one in the panel first, then lanes of the timeline, as many as a server takes. */
import type { PageMessage } from '../../../../src/inspector/wire.ts'

/** As the server has it. */
const MOST = 64

export function watchOf(
  wanted: ReadonlyMap<'panel' | 'timeline', readonly string[]>,
  framesOf: string | null,
): Extract<PageMessage, { t: 'watch' }> {
  const ids = new Set([...(wanted.get('panel') ?? []), ...(wanted.get('timeline') ?? [])])
  return { t: 'watch', ids: [...ids].slice(0, MOST), frames: framesOf }
}
