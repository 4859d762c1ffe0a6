/** Where the news comes from, and whether it still comes. */
import { useComputed } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { source } from '../state.ts'
import { sourceInWords } from './source-words.ts'

export function SourceState() {
  const { is } = source.value
  const retryAt = useComputed(() => (source.value.is === 'lost' ? source.value.retryAt : null)).value
  const seconds = useSecondsTo(retryAt)
  const { short, long } = sourceInWords(source.value)
  const next = seconds === null ? '' : seconds > 0 ? ` · next try in ${seconds} s` : ' · trying now'
  return (
    <p class={`source is-${is}`} title={long}>
      <span class="source-dot" aria-hidden="true" />
      <bdi role="status">{short}</bdi>
      <span>{next}</span>
    </p>
  )
}

/** Whole seconds until then, by this machine's clock; null without a time. */
function useSecondsTo(at: number | null): number | null {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    if (at === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? null : Math.max(0, Math.ceil((at - now) / 1_000))
}
