/** Who it is, and how it is, in figures. */
import type { ComponentChildren } from 'preact'
import { looked } from '../now.ts'
import { selectedNode } from '../state.ts'
import { PhaseMark } from '../ui/phase.tsx'
import { age, causeInWords, clock, phaseInWords, shownText } from '../ui/words.ts'

const KINDS = {
  supervisor: 'supervisor',
  connection: 'connection',
  program: 'program',
  listener: 'listener',
  accepted: 'accepted connection',
} as const

export function Head() {
  const node = selectedNode.value
  if (node === null) return null
  return (
    <header class="panel-head">
      <h2 title={shownText(node.id)}>
        <PhaseMark phase={node.phase} size={16} />
        <span class="panel-name">{shownText(node.name)}</span>
        <span class="panel-phase" data-tone-of={node.phase}>
          {phaseInWords(node.phase)}
        </span>
        <span class="panel-kind">{KINDS[node.kind] ?? ''}</span>
      </h2>
    </header>
  )
}

export function Facts() {
  const node = selectedNode.value
  if (node === null) return null
  const links = node.kind === 'program' ? 'Run' : 'Link'
  return (
    <dl class="panel-facts">
      <Fact name="Since">
        {clock(node.since)} <Age since={node.since} />
      </Fact>
      {node.endpoint !== null && <Fact name="Endpoint">{shownText(node.endpoint)}</Fact>}
      {node.peer !== null && <Fact name="Peer">{shownText(node.peer)}</Fact>}
      {node.identity !== null && <Fact name="Identity">{shownText(node.identity)}</Fact>}
      {node.generation !== null && <Fact name={links}>no. {node.generation}</Fact>}
      <Fact name="Restarts">{node.restarts}</Fact>
      {node.strategy !== null && <Fact name="Strategy">{shownText(node.strategy)}</Fact>}
      {node.isStale && <Fact name="Data">stale</Fact>}
      {node.cause !== null && <Fact name="Last cause">{causeInWords(node.cause)}</Fact>}
    </dl>
  )
}

/** It alone changes with the time. */
function Age({ since }: { readonly since: number }) {
  return <span class="panel-note">({age(looked.value - since)})</span>
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
