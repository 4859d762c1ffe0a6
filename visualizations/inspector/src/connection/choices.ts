/** Which buttons a node has. */
import type { ShownNode } from '../../../../src/inspector/model/node.ts'
import type { ActName, Permits } from '../../../../src/inspector/wire.ts'
import { shownText } from '../ui/words.ts'

export interface Choice {
  readonly key: string
  readonly label: string
  /** What a person is told before it is done; null where nothing is lost by it. */
  readonly question: string | null
  readonly does: { readonly act: ActName } | { readonly hardship: string }
}

const ENDED: ReadonlySet<string> = new Set(['stopped', 'failed', 'closed', 'gone'])

export function choicesOf(node: ShownNode, permits: Permits): Choice[] {
  const acts = permits.acts.filter((act) => fits(act, node)).map((act) => actOf(act, node))
  const hardships = permits.hardships
    .filter(({ ids }) => ids.includes(node.id))
    .map(({ name, label }) => ({
      key: `hardship:${name}`,
      label: shownText(label),
      question: null,
      does: { hardship: name },
    }))
  return [...hardships, ...acts]
}

function fits(act: ActName, node: ShownNode): boolean {
  const isEnded = ENDED.has(node.phase)
  switch (act) {
    case 'stop':
      return !isEnded
    case 'restart':
      return node.parent !== null && node.kind !== 'accepted'
    case 'reconnect':
      return node.kind === 'connection' && !isEnded
    default:
      return false
  }
}

function actOf(act: ActName, node: ShownNode): Choice {
  const name = shownText(node.name)
  switch (act) {
    case 'stop':
      return { key: act, label: 'Stop', question: `Stop ${name}${whole(node)}?`, does: { act } }
    case 'restart':
      return { key: act, label: 'Restart', question: `Restart ${name}${whole(node)}?`, does: { act } }
    case 'reconnect': {
      const hasLink = node.phase === 'alive' || node.phase === 'suspect'
      const question = hasLink ? 'End the link there is, and dial again?' : null
      return { key: act, label: hasLink ? 'Reconnect' : 'Dial now', question, does: { act } }
    }
  }
}

function whole({ kind }: ShownNode): string {
  return kind === 'supervisor' || kind === 'listener' ? ' and all that is under it' : ''
}
