/** What these peers share: what they see is said, a line each; orders come on stdin, a line each. */
import { createInterface } from 'node:readline'

export function say(...words) {
  process.stdout.write(`${words.join(' ')}\n`)
}

/** What to do at which order: a word, and what follows it on the line. Ends with its stdin. */
export function orders(known) {
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const [word, ...rest] = line.split(' ')
      known[word]?.(rest.join(' '))
    })
    .on('close', () => process.exit())
}
