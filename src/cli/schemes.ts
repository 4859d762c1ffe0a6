/** The kinds of endpoints that can be typed, and what is special to each. */
import { UsageError } from './usage.ts'
import { quoted } from './values.ts'

export type Scheme = 'tcp' | 'tls' | 'unix' | 'ws' | 'wss'

export interface SchemeTraits {
  /** How its endpoints are typed. */
  readonly form: string
  /** Whether TLS is under it. */
  readonly secure: boolean
  /** Whether it carries messages, which no codec has to cut. */
  readonly messages: boolean
}

export const SCHEMES: Readonly<Record<Scheme, SchemeTraits>> = {
  tcp: { form: 'tcp://host:port', secure: false, messages: false },
  tls: { form: 'tls://host:port', secure: true, messages: false },
  unix: { form: 'unix:/path', secure: false, messages: false },
  ws: { form: 'ws://host:port/path', secure: false, messages: true },
  wss: { form: 'wss://host:port/path', secure: true, messages: true },
}

/** Every form there is, for people. */
export const FORMS: readonly string[] = Object.values(SCHEMES).map(({ form }) => form)

/** @throws UsageError when an endpoint is of none of these kinds. */
export function schemeOf(endpoint: string): Scheme {
  const found = endpoint.startsWith('unix:')
    ? 'unix'
    : endpoint.slice(0, Math.max(0, endpoint.indexOf('://')))
  if (isScheme(found)) return found
  throw new UsageError(quoted(endpoint), `unknown endpoint; there are ${FORMS.join(', ')}`)
}

function isScheme(text: string): text is Scheme {
  return Object.hasOwn(SCHEMES, text)
}
