/** Frames that go over the link, on request alone: what peers say may be nobody's business. */
import { useEffect } from 'preact/hooks'
import { frames, framesOf, permits, selected } from '../state.ts'
import { clock, counted } from '../ui/words.ts'
import { type FrameLine, frameLines } from './frame-lines.ts'

export function Frames() {
  // Who goes away asks no more.
  useEffect(
    () => () => {
      framesOf.value = null
    },
    [],
  )
  if (!permits.value.frames) return null
  const isOn = framesOf.value !== null && framesOf.value === selected.value
  const toggle = (): void => {
    framesOf.value = isOn ? null : selected.peek()
  }
  return (
    <section class="panel-part" aria-labelledby="frames-title">
      <h3 id="frames-title">Frames</h3>
      <div class="panel-buttons">
        <button type="button" role="switch" aria-checked={isOn} onClick={toggle}>
          {isOn ? 'Stop showing frames' : 'Show frames'}
        </button>
      </div>
      {isOn ? (
        <>
          <p class="panel-warning">
            Contents of frames are shown from now on, as this program lets them out.
          </p>
          <List />
        </>
      ) : (
        <p class="panel-note">Off: contents are read from the process only while this is on.</p>
      )}
    </section>
  )
}

function List() {
  const { list, left } = frames.value
  const lines = frameLines(list)
  if (lines.length === 0) return <p class="panel-note">None yet.</p>
  return (
    <>
      {left > 0 && <p class="panel-note">{counted(left, 'frame')} left out: too many at once.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <ol class="frames" reversed tabIndex={0} aria-label="Frames">
        {lines.map((line, n) => row(line, lines.length - n))}
      </ol>
    </>
  )
}

function row({ at, way, isBeat, size, text, isRemark }: FrameLine, key: number) {
  return (
    <li key={key} data-way={way} data-beat={isBeat || undefined}>
      <time class="log-time">{clock(at)}</time>
      <span class="frame-way">{way === 'in' ? '← in' : '→ out'}</span>
      <span class="frame-size">{size}</span>
      {isBeat && <span class="frame-beat">beat</span>}
      <span class={isRemark ? 'panel-note' : 'frame-text'}>{text}</span>
    </li>
  )
}
