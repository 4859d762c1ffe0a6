/** Keys that work anywhere in the page. */

export type PageKey = 'search' | 'nodes' | 'connection' | 'timeline' | 'view' | 'help' | 'escape'

export interface Pressed {
  readonly key: string
  readonly isTyping: boolean
  readonly hasModifier: boolean
}

/** What a key asks of the page; null where it is not the page's. */
export function pageKey({ key, isTyping, hasModifier }: Pressed): PageKey | null {
  if (hasModifier) return null
  if (key === 'Escape') return 'escape'
  if (isTyping) return null
  return KEYS.get(key) ?? null
}

const KEYS: ReadonlyMap<string, PageKey> = new Map<string, PageKey>([
  ['/', 'search'],
  ['1', 'nodes'],
  ['2', 'connection'],
  ['3', 'timeline'],
  ['m', 'view'],
  ['?', 'help'],
])
