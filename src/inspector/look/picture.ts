/** Writes a tree down as JSON, a piece at a time: ten thousand nodes at once would hold everybody else up. */
import { looseClock } from '../../clock/loose-clock.ts'
import { Slices } from '../../supervisor/slices.ts'
import type { ShownNode } from '../model/node.ts'

/** Nodes that are written in one go: about a quarter of a millisecond. */
const PIECE = 128

/**
 * @param done called with the list as JSON, at once where that is quick.
 * @returns calls it off.
 */
export function writeNodes(nodes: readonly ShownNode[], done: (json: string) => void): () => void {
  const pieces: string[] = []
  const slices = new Slices(
    // By real time, whatever the tree's is: what is measured is how long this process is held up.
    looseClock,
    piecesOf(nodes),
    (piece) => {
      // Without the brackets.
      pieces.push(JSON.stringify(piece).slice(1, -1))
      return true
    },
    () => done(`[${pieces.join(',')}]`),
  )
  slices.go()
  return () => slices.cancel()
}

function piecesOf(nodes: readonly ShownNode[]): readonly (readonly ShownNode[])[] {
  const pieces: (readonly ShownNode[])[] = []
  for (let at = 0; at < nodes.length; at += PIECE) pieces.push(nodes.slice(at, at + PIECE))
  return pieces
}
