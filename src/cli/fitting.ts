/** Options that mean something on some kinds of endpoints only: refused where none of those is named. */
import type { Given } from './given.ts'
import { SCHEMES, type SchemeTraits, schemeOf } from './schemes.ts'
import { UsageError } from './usage.ts'

type Fits = (traits: SchemeTraits) => boolean

const onStreams: Fits = ({ messages }) => !messages
const onMessages: Fits = ({ messages }) => messages
const overTls: Fits = ({ secure }) => secure

const FITTING: Readonly<Record<string, Fits>> = {
  '--codec': onStreams,
  '--ca': overTls,
  '--cert': overTls,
  '--key': overTls,
  '--servername': overTls,
  '--insecure': overTls,
  '--header': onMessages,
  '--subprotocol': onMessages,
}

/**
 * An option that fits one of the endpoints applies to that one, and leaves the others alone.
 * @throws UsageError naming the option that fits none.
 */
export function checkFitting(given: Given): void {
  const traits = given.args.map((endpoint) => SCHEMES[schemeOf(endpoint)])
  for (const [option, fits] of Object.entries(FITTING)) {
    if (!given.has(option) || traits.some(fits)) continue
    const forms = Object.values(SCHEMES)
      .filter(fits)
      .map(({ form }) => form)
    throw new UsageError(option, `only for ${forms.join(', ')}`)
  }
}
