/** Why a program failed, in its own words: the line of its standard error that says so, as far as that can be told. Pure. */
import { stripVTControlCharacters } from 'node:util'

/** As much of a line as fits into a sentence, in characters. */
const LONGEST = 200

/**
 * The last line that is no place in a stack (those are indented), no bracket, and not what Node adds to it: who emitted an error
 * that nobody listened to, and, to take its leave, its version. Languages differ, but nearly all say last what was wrong.
 *
 * @returns null where there is none.
 */
export function reasonIn(stderr: string): string | null {
  const line = stripVTControlCharacters(stderr)
    .split(/\r?\n/)
    .findLast((one) => /^\S.*\p{L}/u.test(one) && !/^(Node\.js v\d|Emitted 'error' event )/.test(one))
  if (line === undefined) return null
  return line.length <= LONGEST ? line.trimEnd() : `${line.slice(0, LONGEST)}…`
}
