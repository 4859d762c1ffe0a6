/** `--codec` and `--max-frame`: how the bytes of a stream are cut. */
import { type Codec, jsonValues, lengthPrefixed, lines, raw } from '../index.ts'
import type { Given } from './given.ts'
import { naming } from './naming.ts'
import { oneOf, size } from './values.ts'

const CODECS = { raw, lines, length: lengthPrefixed, json: jsonValues }

/** @throws UsageError naming the option that cannot be used. */
export function codecOf(given: Given): Codec {
  const name = given.read('--codec', oneOf('raw', 'lines', 'length', 'json'))
  const maxFrameBytes = given.read('--max-frame', size)
  return naming(() => CODECS[name]({ maxFrameBytes }))
}
