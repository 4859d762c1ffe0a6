/** The programs that make networks on Linux: found, or (in CI) brought in. */
import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Each with what it is asked for here. */
const TOOLS = ['ip', 'nft', 'ss'] as const

export type NetworkTool = (typeof TOOLS)[number]

const INSTALLER = 'apt-get'

/** What to do where they are not. */
export const GET_NETWORK_TOOLS = '`apt-get install -y iproute2 nftables`, and run as root'

/** They are for root alone, so not every PATH has them. */
const { PATH = '' } = process.env
const PLACES = [...PATH.split(delimiter), '/usr/sbin', '/sbin']

/** The path of a tool; null where it is not installed. */
export function networkTool(name: NetworkTool): string | null {
  return PLACES.map((place) => join(place, name)).find(isProgram) ?? null
}

/** Those that are not installed. */
export function missingNetworkTools(): NetworkTool[] {
  return TOOLS.filter((name) => networkTool(name) === null)
}

/** Installs them where this is root's Debian. Throws what apt-get had to say when that fails. */
export function installNetworkTools(): void {
  const run = (...args: string[]): void => {
    execFileSync(INSTALLER, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 120_000,
    })
  }
  run('update', '-qq')
  run('install', '-y', '-qq', '--no-install-recommends', 'iproute2', 'nftables')
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
