/** What a user's options put into an upgrade request, checked at the door. */
import { Agent, validateHeaderName, validateHeaderValue } from 'node:http'
import { OptionError } from '../transport.ts'
import type { HttpAgent, WebSocketHeaders } from './options.ts'

/** A token of RFC 9110, which a subprotocol must be. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/

/** @throws OptionError naming `protocols`. */
export function checkProtocols(protocols: string | readonly string[] = []): string[] {
  const list = typeof protocols === 'string' ? [protocols] : [...protocols]
  const odd = list.find((name, index) => !TOKEN.test(name) || list.indexOf(name) !== index)
  if (odd === undefined) return list
  throw new OptionError('protocols', `expected names without spaces, each once, got ${JSON.stringify(odd)}`)
}

/** @throws OptionError naming `headers`. */
export function checkHeaders(headers: WebSocketHeaders = {}): Record<string, string> {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    }
  } catch (error) {
    throw new OptionError('headers', error instanceof Error ? error.message : String(error))
  }
  return { ...headers }
}

/** @throws OptionError naming `agent`. */
export function checkAgent(agent: HttpAgent | undefined): Agent | undefined {
  if (agent === undefined || agent instanceof Agent) return agent
  throw new OptionError('agent', 'expected an http.Agent, or what extends it')
}
