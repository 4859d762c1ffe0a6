/**
 * Two hosts on one machine: network namespaces of Linux, joined by cables. Packets are dropped where they arrive, so
 * that no sender can tell: no FIN, no reset, no word of a router.
 *
 * The addresses are of the range for benchmarks between networks (RFC 2544), which nobody routes; each pair has them in
 * namespaces of its own, so that parallel runs share none.
 */
import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import {
  GET_NETWORK_TOOLS,
  installNetworkTools,
  missingNetworkTools,
  type NetworkTool,
  networkTool,
} from './network-tools.ts'

const execute = promisify(execFile)

/** The host that runs this library, and the one of its peers. */
export type Side = 'near' | 'far'

const SIDES: readonly Side[] = ['near', 'far']

/** One for all cuts by port; the others are for whoever takes a whole cable down. */
const CABLES = 4

/** The ports whose packets are dropped as they arrive: all of them, or all but those that open a connection. */
const FILTER = `
  table inet cut {
    set gone { type inet_service; }
    set half { type inet_service; }
    chain arriving {
      type filter hook input priority 0; policy accept;
      tcp dport @gone drop
      tcp sport @gone drop
      tcp flags & syn == 0 tcp dport @half drop
    }
  }`

/** Small, so that what a peer does not take soon waits in the program: bytes from the least to the most. */
const BUFFERS = '4096 65536 131072'

/** Each has ports of its own, or a cut for one connection would meet another one. */
const PORTS: Readonly<Record<Side, string>> = { near: '20000 39999', far: '40000 59999' }

/** Why there can be none on this machine, with what to do about it; null when there can. In CI missing tools are installed. */
export async function whyNoNamespaces(): Promise<string | null> {
  if (process.platform !== 'linux') return 'network namespaces are of Linux'
  const why = await whyNot()
  return why === null ? null : `no network namespaces here (${why}): ${GET_NETWORK_TOOLS}`
}

async function whyNot(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'this is not root'
  const { CI: isCi } = process.env
  try {
    if (isCi === 'true' && missingNetworkTools().length > 0) installNetworkTools()
    const missing = missingNetworkTools()
    if (missing.length > 0) return `there is no ${missing.join(' and no ')}`
    await (await Namespaces.make()).remove()
    return null
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/g, ' ')
  }
}

export class Namespaces {
  readonly #stopGuarding: () => void

  private constructor(stopGuarding: () => void) {
    this.#stopGuarding = stopGuarding
  }

  /** Makes them, and removes what runs left behind that were killed with all that guarded them. */
  static async make(): Promise<Namespaces> {
    await removeLeftovers()
    const names = SIDES.map(nameOf)
    const made = new Namespaces(guard(names))
    try {
      for (const name of names) await ip('netns', 'add', name)
      for (let cable = 0; cable < CABLES; cable += 1) await made.#lay(cable)
      await Promise.all(SIDES.map((side) => made.#prepare(side)))
    } catch (error) {
      await made.remove()
      throw error
    }
    return made
  }

  /** The address of a host on one of the cables. */
  address(side: Side, cable = 0): string {
    return `198.18.${cable}.${side === 'near' ? 1 : 2}`
  }

  /** Every address that the two have, for certificates. */
  get addresses(): string[] {
    return Array.from({ length: CABLES }, (_, cable) => SIDES.map((side) => this.address(side, cable))).flat()
  }

  /** What stands before a command line that is to run on a host. */
  on(side: Side): string[] {
    return [pathOf('ip'), 'netns', 'exec', nameOf(side)]
  }

  /** Drops what arrives at a host for this port or from it: all, or (`half`) all for it but what opens a connection. */
  async drop(side: Side, port: number, which: 'gone' | 'half'): Promise<void> {
    await this.#run(side, pathOf('nft'), `add element inet cut ${which} { ${port} }`)
  }

  /** The cure of {@link drop}. */
  async pass(side: Side, port: number, which: 'gone' | 'half'): Promise<void> {
    await this.#run(side, pathOf('nft'), `delete element inet cut ${which} { ${port} }`)
  }

  /** Ends the connections of a host to this port or from it, as its kernel does: by a reset. */
  async abort(side: Side, port: number): Promise<void> {
    await this.#run(
      side,
      pathOf('ss'),
      '-K',
      'state',
      'established',
      `( sport = :${port} or dport = :${port} )`,
    )
  }

  /** Takes a host's end of a cable down, or up again. */
  async link(side: Side, cable: number, state: 'down' | 'up'): Promise<void> {
    await ip('-n', nameOf(side), 'link', 'set', `cable${cable}`, state)
  }

  /** Nothing is left of them, but for processes that still run there. */
  async remove(): Promise<void> {
    await Promise.all(SIDES.map((side) => forget(nameOf(side))))
    this.#stopGuarding()
  }

  async #lay(cable: number): Promise<void> {
    const [near, far] = [nameOf('near'), nameOf('far')]
    const name = `cable${cable}`
    await ip('link', 'add', name, 'netns', near, 'type', 'veth', 'peer', 'name', name, 'netns', far)
    for (const side of SIDES) {
      await ip('-n', nameOf(side), 'address', 'add', `${this.address(side, cable)}/30`, 'dev', name)
      await this.link(side, cable, 'up')
    }
  }

  async #prepare(side: Side): Promise<void> {
    // By which a kernel tells its own sockets that there is no way to a host.
    await ip('-n', nameOf(side), 'link', 'set', 'lo', 'up')
    await this.#run(side, pathOf('nft'), FILTER)
    const settings = { tcp_rmem: BUFFERS, tcp_wmem: BUFFERS, ip_local_port_range: PORTS[side] }
    const lines = Object.entries(settings).map(
      ([name, value]) => `echo ${value} > /proc/sys/net/ipv4/${name}`,
    )
    await this.#run(side, 'sh', '-ec', lines.join('\n'))
  }

  async #run(side: Side, ...command: string[]): Promise<void> {
    const [through = '', ...rest] = this.on(side)
    await execute(through, [...rest, ...command])
  }
}

/** A process is told apart by when it began, too: numbers come again. */
const NAME = /^pulsetree-(\d+)-(\d+)-(?:near|far)$/

function nameOf(side: Side): string {
  return `pulsetree-${process.pid}-${beginningOf(process.pid)}-${side}`
}

async function removeLeftovers(): Promise<void> {
  const { stdout } = await execute(pathOf('ip'), ['netns', 'list'])
  const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
  const leftover = names.filter((name) => {
    const [, pid, began] = NAME.exec(name) ?? []
    return pid !== undefined && beginningOf(Number(pid)) !== began
  })
  await Promise.all(leftover.map(forget))
}

/** When a process began, in ticks since the machine did; empty when there is no such process. */
function beginningOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Its name comes second, in brackets, and may have any characters in it.
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? ''
  } catch {
    return ''
  }
}

/** Two runs may find the same leftover: then one of them is too late. */
async function forget(name: string): Promise<void> {
  await ip('netns', 'delete', name).catch(() => {})
}

async function ip(...args: string[]): Promise<void> {
  await execute(pathOf('ip'), args)
}

function pathOf(name: NetworkTool): string {
  const path = networkTool(name)
  if (path === null) throw new Error(`there is no ${name}`)
  return path
}

/** A shell that removes them when this process ends in whichever way, unless it is called off. */
function guard(names: readonly string[]): () => void {
  const remove = `read -r _; for name in "$@"; do '${pathOf('ip')}' netns delete "$name"; done`
  const shell = spawn('sh', ['-c', remove, 'sh', ...names], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.on('error', () => {})
  return () => {
    shell.kill('SIGKILL')
  }
}
