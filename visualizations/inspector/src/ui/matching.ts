/** Which nodes are looked for: by a text, by their phase. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import { causeInWords, phaseInWords } from './words.ts'

export interface Looked {
  /** Words; all of them have to be in it. Empty: all nodes. */
  readonly search: string
  readonly phase: string | null
}

export function isFiltered({ search, phase }: Looked): boolean {
  return phase !== null || search.trim() !== ''
}

/** A test for nodes; a text is looked for in all that is shown of one. */
export function matcher({ search, phase }: Looked): (node: ShownNode) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return (node) => {
    if (phase !== null && node.phase !== phase) return false
    if (words.length === 0) return true
    const text = textOf(node)
    return words.every((word) => text.includes(word))
  }
}

/** Nodes are values: what is in one is put together once. */
const texts = new WeakMap<ShownNode, string>()

function textOf(node: ShownNode): string {
  let text = texts.get(node)
  if (text === undefined) {
    const { id, peer, identity, endpoint, kind, phase, cause } = node
    text = [id, peer, identity, endpoint, kind, phaseInWords(phase), causeInWords(cause)]
      .join('\n')
      .toLowerCase()
    texts.set(node, text)
  }
  return text
}
