/** What may be done to it, where the host program allows anything. What takes something away asks once. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { moment, permits, selected, selectedNode, server } from '../state.ts'
import { shownText } from '../ui/words.ts'
import { type Choice, choicesOf } from './choices.ts'

type Answer =
  | { readonly is: 'none' }
  | { readonly is: 'asking'; readonly choice: Choice; readonly question: string }
  | { readonly is: 'waiting' | 'done' | 'failed'; readonly text: string }

export function Actions() {
  const answer = useSignal<Answer>({ is: 'none' })
  const asker = useRef<HTMLElement | null>(null)
  useSignalEffect(() => {
    if (selected.value !== null) answer.value = { is: 'none' }
  })
  const node = selectedNode.value
  const asked = server.value
  if (node === null || asked === null) return null
  const choices = choicesOf(node, permits.value)
  if (choices.length === 0) return null
  if (moment.value !== null) return <p class="panel-note">Go back to now to act on it.</p>

  const run = async ({ label, does }: Choice): Promise<void> => {
    answer.value = { is: 'waiting', text: `${label} …` }
    const { id } = node
    const error = await ('act' in does ? asked.act(does.act, id) : asked.hardship(does.hardship, id)).catch(
      String,
    )
    if (selected.peek() !== id) return
    answer.value =
      error === null
        ? { is: 'done', text: `${label}: done.` }
        : { is: 'failed', text: `${label}: ${shownText(error)}` }
  }
  const choose = (choice: Choice, button: HTMLElement): void => {
    asker.current = button
    if (choice.question === null) void run(choice)
    else answer.value = { is: 'asking', choice, question: choice.question }
  }
  const refuse = (): void => {
    answer.value = { is: 'none' }
    asker.current?.focus()
  }
  const now = answer.value
  return (
    <fieldset class="panel-actions" aria-label="What may be done">
      <div class="panel-buttons">
        {choices.map((choice) => (
          <button
            type="button"
            key={choice.key}
            data-act={choice.key}
            disabled={now.is === 'waiting'}
            onClick={({ currentTarget }) => choose(choice, currentTarget)}
          >
            {choice.label}
          </button>
        ))}
      </div>
      {now.is === 'asking' && (
        <Question
          text={now.question}
          yes={now.choice.label}
          onYes={() => {
            asker.current?.focus()
            void run(now.choice)
          }}
          onNo={refuse}
        />
      )}
      <p class="panel-answer" role="status" data-answer={now.is}>
        {'text' in now ? now.text : ''}
      </p>
    </fieldset>
  )
}

interface QuestionProps {
  readonly text: string
  readonly yes: string
  readonly onYes: () => void
  readonly onNo: () => void
}

function Question({ text, yes, onYes, onNo }: QuestionProps) {
  const focus = (button: HTMLButtonElement | null): void => button?.focus()
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    onNo()
  }
  return (
    <fieldset class="panel-question" aria-label={text} onKeyDown={onKeyDown}>
      <span>{text}</span>
      <button type="button" class="is-grave" onClick={onYes}>
        {yes}
      </button>
      <button type="button" ref={focus} onClick={onNo}>
        Leave it
      </button>
    </fieldset>
  )
}
