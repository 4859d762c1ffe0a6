/** Buttons for what is done seldom: open, export, light or dark, help. */
import { useRef } from 'preact/hooks'
import { fileName, recordingOf } from '../export.ts'
import { openHere } from '../opening.ts'
import { past } from '../past.ts'
import { save } from '../save.ts'
import { source } from '../state.ts'
import { timelineSvg } from '../timeline/timeline.tsx'
import { isHelpOpen, said } from '../ui/layout.ts'
import { askedScheme, scheme } from '../ui/theme.ts'

export function Tools() {
  const input = useRef<HTMLInputElement>(null)
  const isDark = scheme.value === 'dark'
  return (
    <div class="tools">
      <input
        ref={input}
        type="file"
        hidden
        accept=".jsonl,.ndjson,.json,.log,text/plain"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          currentTarget.value = ''
          if (file !== undefined) openHere(file)
        }}
      />
      <button
        type="button"
        title="Open a recording (or drop it on the page)"
        onClick={() => input.current?.click()}
      >
        Open…
      </button>
      <button type="button" title="Save what is known as a recording (JSON lines)" onClick={saveRecording}>
        Save
      </button>
      <button type="button" title="Save the timeline as it is seen, as SVG" onClick={saveTimeline}>
        SVG
      </button>
      <button
        type="button"
        class="icon"
        aria-label={isDark ? 'Light colours' : 'Dark colours'}
        title={isDark ? 'Light colours' : 'Dark colours'}
        onClick={() => {
          askedScheme.value = isDark ? 'light' : 'dark'
        }}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
          <circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" stroke-width="1.4" />
          <path d="M7 1.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Keys and signs"
        title="Keys and signs (?)"
        aria-keyshortcuts="?"
        onClick={() => {
          isHelpOpen.value = true
        }}
      >
        ?
      </button>
    </div>
  )
}

function whose(): string {
  return 'name' in source.value ? source.value.name : 'pulsetree'
}

function saveRecording(): void {
  const span = past.value.span()
  if (span === null) {
    said.value = 'There is nothing to save yet.'
    return
  }
  save(fileName(whose(), span.to, 'jsonl'), [...recordingOf(past.value)], 'application/x-ndjson')
}

function saveTimeline(): void {
  const picture = timelineSvg()
  if (picture === '') {
    said.value = 'The timeline is not on the screen: there is nothing to draw.'
    return
  }
  save(fileName(whose(), past.value.span()?.to ?? 0, 'svg'), [picture], 'image/svg+xml')
}
