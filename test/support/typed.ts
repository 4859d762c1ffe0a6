/** What a command line gives a command. */
import type { Given } from '../../src/cli/given.ts'
import { readWords } from '../../src/cli/words.ts'

export function typed(command: 'watch' | 'serve', ...words: readonly string[]): Given {
  const asked = readWords([command, ...words])
  if (asked.command === 'help') throw new Error('help was not asked for')
  return asked.given
}

/** Options in one line, for an endpoint that does not matter here. */
export function typedLine(command: 'watch' | 'serve', line: string): Given {
  return typed(command, ...line.split(' ').filter((word) => word !== ''), 'tcp://127.0.0.1:1')
}
