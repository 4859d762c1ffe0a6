/** The service that one is on, closely: all that is known of it; of a breaker its chart, with its state lit. */
import { useComputed } from '@preact/signals'
import { captionOf, Picture } from '../connection/picture.tsx'
import type { Marked } from '../connection/taken.ts'
import { shownText } from '../ui/words.ts'
import { onIt, presentSecond } from './looked.ts'
import { factValue } from './words.ts'

export function Detail() {
  const row = onIt.value
  if (row === null) return null
  const { node, part } = row
  const title = shownText(node.name)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section class="service-detail" tabIndex={0} aria-label={`Service ${title}`}>
      <h2>
        <bdi>{title}</bdi> <span class="note">{node.kind === '' ? part.kind : node.kind}</span>
      </h2>
      <div class="service-columns">
        <dl class="service-facts">
          {node.facts.map((fact) => (
            <div key={fact.label}>
              <dt>{shownText(fact.label)}</dt>
              <dd>
                <bdi>{factValue(fact, presentSecond.value)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {part.chart !== null && <Chart key={part.name} name={part.chart.name} />}
      </div>
      {part.left > 0 && <p class="note">{part.left} more of it are not shown.</p>}
    </section>
  )
}

function Chart({ name }: { readonly name: 'breaker' }) {
  const caption = useComputed(() => captionOf(onIt.value?.part.chart ?? null))
  return (
    <div class="service-chart">
      <Picture name={name} marked={marked} isBrief />
      <p class="panel-note">{caption}</p>
    </div>
  )
}

/** Of one that has not moved yet no arrow is marked, not even the only one that leads there. */
function marked(): Marked | null {
  const chart = onIt.value?.part.chart ?? null
  return chart === null ? null : { ...chart, from: chart.from ?? '' }
}
