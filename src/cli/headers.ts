/** `--header 'Name: value'` */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import type { Given } from './given.ts'
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

/** Every header that was typed, by its name. @throws UsageError when one can be none, or is there twice. */
export function headersOf(given: Given): Readonly<Record<string, string>> {
  const headers = new Map<string, readonly [name: string, value: string]>()
  for (const text of given.all('--header')) {
    const [name, value] = headerOf(text)
    if (headers.has(name.toLowerCase())) {
      throw new UsageError('--header', `${quoted(name)} is there twice; write its values into one`)
    }
    headers.set(name.toLowerCase(), [name, value])
  }
  return Object.fromEntries(headers.values())
}

function headerOf(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':')
  const [name, value] = [text.slice(0, Math.max(0, colon)).trim(), text.slice(colon + 1).trim()]
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return [name, value]
  } catch {
    throw new UsageError('--header', `expected Name: value, got ${quoted(text)}`)
  }
}
