/** Targets with bugs in them, one of each kind: what finds none of these would find nothing. */
import { utf8 } from './bytes.ts'
import { must, type Target } from './target.ts'

const kept: Uint8Array[] = []

function target(name: string, check: (text: string) => void): Target {
  return {
    name,
    of: 'planted.ts',
    share: 1,
    corpus: [{ why: 'the bug, with much around it', bytes: [['ab', 40], 'bug', ['cd', 40]] }],
    words: ['bug'],
    grammar: (draw) => ({ bytes: utf8(draw.pick(['a', 'bug', 'bugs', 'bu', 'g'])), knobs: [] }),
    check: ({ bytes }) => check(Buffer.from(bytes).toString()),
  }
}

/** The list as hosts import it. */
export const TARGETS: readonly Target[] = [
  target('throws', (text) => must(!text.includes('bug'), 'there is a bug')),
  target('works too long', (text) => {
    const until = process.cpuUsage().user + 250_000
    while (text.includes('bug') && process.cpuUsage().user < until);
  }),
  target('never returns', (text) => {
    while (text.includes('bug'));
  }),
  target('dies', (text) => {
    if (text.includes('bug')) process.kill(process.pid, 'SIGKILL')
  }),
  target('throws later', (text) => {
    if (!text.includes('bug')) return
    setImmediate(() => {
      throw new Error('nobody catches this')
    })
  }),
  target('leaks', () => {
    kept.push(new Uint8Array(10_000))
  }),
  target('is well', () => {}),
]

export const PLANTED = TARGETS
