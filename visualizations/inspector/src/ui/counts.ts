/** What is counted. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'

/** What dials or was dialled, or runs: what people mean by "10,000 connections". */
export function isLeaf({ kind }: ShownNode): boolean {
  return kind === 'connection' || kind === 'program' || kind === 'accepted'
}
