/** Keys and signs, for whoever asks. */
import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { isHelpOpen } from './layout.ts'
import { PhaseMark } from './phase.tsx'
import { phaseInWords } from './words.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search'],
  ['1 2 3', 'to the tree, map or services, the connection, the timeline'],
  ['m', 'tree, map, or services where there are any'],
  ['↑ ↓ ← →', 'move, fold and unfold, in the tree and in the map'],
  ['letters', 'to the next name in the tree that begins so'],
  ['Enter', 'to the connection'],
  ['Space + −', 'in the timeline: hold or follow, zoom'],
  ['Esc', 'back to now, then clear search and filter'],
  ['?', 'this'],
]

const SIGNS: readonly (readonly [string, string])[] = [
  ['connecting', 'a link is being dialled, or shakes hands'],
  ['alive', 'the peer is heard'],
  ['suspect', 'a heartbeat was missed; probes are out'],
  ['dead', 'the verdict is in, or the link has ended'],
  ['backoff', 'waiting before the next dial'],
  ['stopped', 'asked to stop, or finished'],
  ['failed', 'given up'],
]

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null)
  useSignalEffect(() => {
    if (isHelpOpen.value) dialog.current?.showModal()
    else dialog.current?.close()
  })
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-label="Keys and signs"
      onClose={() => {
        isHelpOpen.value = false
      }}
    >
      <div class="help-columns">
        <section>
          <h2>Keys</h2>
          <dl>
            {KEYS.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h2>Signs</h2>
          <dl>
            {SIGNS.map(([phase, what]) => (
              <div key={phase}>
                <dt>
                  <PhaseMark phase={phase} /> {phaseInWords(phase)}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
