/** Where a text stops being JSON. Engines say it in words of their own, or not at all. */

const SPACE = /[ \t\n\r]*/y
const STRING = /"[^"\\\n\r\t]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\n\r\t]*)*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
/** Deeper ones are JSON, but none of ours. */
const DEEPEST = 512

/** The column (from 1) of the first character that cannot be part of one JSON value; one behind the end where it breaks off. */
export function jsonStopsAt(text: string): number {
  const stack: ('[' | '{')[] = []
  let at = 0
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) return false
    at += found[0].length
    return true
  }
  const is = (character: string): boolean => {
    take(SPACE)
    if (text[at] !== character) return false
    at += 1
    return true
  }
  const key = (): boolean => {
    take(SPACE)
    return take(STRING) && is(':')
  }
  for (;;) {
    take(SPACE)
    if (is('{')) {
      if (!is('}')) {
        if (stack.push('{') > DEEPEST || !key()) return at + 1
        continue
      }
    } else if (is('[')) {
      if (!is(']')) {
        if (stack.push('[') > DEEPEST) return at + 1
        continue
      }
    } else if (!take(STRING) && !take(SCALAR)) return at + 1
    // A value is complete: what it is in goes on, or is complete as well.
    for (;;) {
      const inside = stack.at(-1)
      if (inside === undefined) {
        take(SPACE)
        return at + 1
      }
      if (is(',')) {
        if (inside === '{' && !key()) return at + 1
        break
      }
      if (!is(inside === '{' ? '}' : ']')) return at + 1
      stack.pop()
    }
  }
}
