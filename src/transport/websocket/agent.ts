/** Who makes connections in place of a dial, checked at the door. */
import { Agent } from 'node:http'
import { OptionError } from '../transport.ts'
import type { HttpAgent } from './options.ts'

/** @throws OptionError naming `agent`. */
export function checkAgent(agent: HttpAgent | undefined): Agent | undefined {
  if (agent === undefined || agent instanceof Agent) return agent
  throw new OptionError('agent', 'expected an http.Agent, or what extends it')
}
