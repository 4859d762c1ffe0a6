/** A world of real sockets and real processes on this machine, under the same hardship as a virtual one. */
import { type Clock, systemClock } from '../../clock/clock.ts'
import { type Random, systemRandom } from '../../clock/random.ts'
import { OptionError } from '../../transport/cause.ts'
import { checkHostPort, checkKnown, checkObject } from '../../transport/endpoint.ts'
import { checkInteger } from '../../transport/option.ts'
import type { Hardship } from '../hardship.ts'
import { checkHardship } from '../scenario/check-hardship.ts'
import type { Afflicted, Healing } from '../scenario/play.ts'
import { Host, type Tenant } from './host.ts'
import { inflictOn, type Places } from './inflict.ts'
import type { Lane } from './lane.ts'
import type { LoopbackProgram } from './process.ts'
import { Road, type Surroundings } from './road.ts'
import { leaseTarpit, type TarpitLease } from './tarpits.ts'
import { HERE, type Reception, WayProxy } from './way.ts'

/**
 * What is on a host. `here`: this very process, whose supervisors and servers are tested. A program: a process of its own,
 * started with the world. `later`: a program that is started by {@link LoopbackWorld.start}, since it needs to be told where
 * to dial. `at`: somebody who runs already, whom only the ways to it can afflict.
 */
export type LoopbackHost =
  | 'here'
  | 'later'
  | LoopbackProgram
  | { readonly at: { readonly host?: string; readonly port: number } }

/** What a loopback world is made of. */
export interface LoopbackWorldOptions {
  /** All hosts, by name. */
  readonly hosts: Readonly<Record<string, LoopbackHost>>
  /** How many bytes of one direction of a connection are held back before reading pauses. From 1; default 65,536. */
  readonly windowBytes?: number
  /** Connections at the same time on one way; those beyond are closed at once. From 1 to 10,000; default 1,000. */
  readonly maxLinks?: number
  /** Chance for jitter, shares and ports. Default the system's. */
  readonly random?: Random
}

/** A port to dial in place of the one it leads to. */
export interface LoopbackWay {
  /** Always `127.0.0.1`. */
  readonly host: string
  /** The same for as long as the world lasts. */
  readonly port: number
  /** `tcp://127.0.0.1:port` */
  readonly endpoint: string
  /** Connections that are open on it now; broken ones count until both their ends have closed. */
  readonly links: number
}

/** Real hosts, the ways between them, and what can go wrong with them. Made by {@link loopbackWorld}. */
export interface LoopbackWorld extends Afflicted, AsyncDisposable {
  /** The system's. */
  readonly clock: Clock
  /**
   * A way from a host to another: a proxy on a free port, which the first one is to dial.
   *
   * @param port where the other one listens, at 127.0.0.1 if on this machine. Default what is known of the host.
   * @throws OptionError when there is no such host, or nobody said where it listens.
   */
  way(from: string, to: string, port?: number): Promise<LoopbackWay>
  /**
   * Runs a program on a host that is `later`; resolves when it is ready.
   * @throws OptionError when there is no such host, or it has something. @throws Error when the program does not get ready.
   */
  start(host: string, program: LoopbackProgram): Promise<void>
  /** The process of a host; undefined where it has none of its own, or not now. */
  pid(host: string): number | undefined
  /** The last words of a host's program, on stdout and stderr together: 4 KiB at the most. */
  said(host: string): string
  /**
   * Brings on a hardship; resolves with its cure when it is there. That of a crash resolves when the program is ready again.
   * A stall of this very process returns when it is over, as nothing runs meanwhile.
   *
   * @throws OptionError naming what there is not, or what cannot be had on loopback, with the reason.
   */
  inflict(hardship: Hardship): Promise<Healing>
  /** Waits. */
  advance(ms: number): Promise<void>
  /** Ends all processes and connections, and frees all ports. */
  close(): Promise<void>
}

/**
 * Makes a loopback world; resolves when all its programs are ready. It keeps no process running, and its programs end with
 * this process, unless that is killed and they do not heed the end of their stdin.
 *
 * @throws OptionError naming the option that cannot be used. @throws Error when a program does not get ready.
 */
export async function loopbackWorld(options: LoopbackWorldOptions): Promise<LoopbackWorld> {
  const world = new World(planOf(options))
  try {
    await world.begin()
  } catch (error) {
    await world.close()
    throw error
  }
  return world
}

interface Plan {
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly maxLinks: number
  readonly around: Surroundings
}

function planOf(options: LoopbackWorldOptions): Plan {
  checkKnown(options, ['hosts', 'windowBytes', 'maxLinks', 'random'])
  const { hosts, windowBytes = 65_536, maxLinks = 1_000, random = systemRandom } = options
  checkObject(hosts, 'hosts')
  return {
    tenants: new Map(Object.entries(hosts).map(([name, host]) => [name, tenantOf(host, `hosts.${name}`)])),
    maxLinks: checkInteger('maxLinks', maxLinks, 1, 10_000),
    around: {
      clock: systemClock,
      random,
      windowBytes: checkInteger('windowBytes', windowBytes, 1, 2 ** 30),
    },
  }
}

function tenantOf(host: LoopbackHost, path: string): Tenant {
  if (host === 'here' || host === 'later') return host
  if (typeof host !== 'object' || host === null) {
    throw new OptionError(path, `expected 'here', 'later', a program or { at }, got ${String(host)}`)
  }
  if (!('at' in host)) return programOf(host, path)
  checkKnown(host, ['at'], path, `${path}.`)
  checkObject(host.at, `${path}.at`)
  const { host: name = HERE, port } = host.at
  return { at: checkHostPort({ host: name, port }, 1) }
}

function programOf(program: LoopbackProgram, path: string): LoopbackProgram {
  checkKnown(program, ['command', 'args', 'env', 'cwd', 'port', 'readyTimeoutMs'], path, `${path}.`)
  const { command, args = [], port } = program
  if (typeof command !== 'string' || command === '') {
    throw new OptionError(`${path}.command`, 'expected what to run')
  }
  if (!Array.isArray(args)) throw new OptionError(`${path}.args`, 'expected a list')
  if (port !== undefined && port !== 'printed') checkInteger(`${path}.port`, port, 1, 65_535)
  return program
}

class World implements LoopbackWorld, Places {
  readonly clock = systemClock
  readonly #plan: Plan
  readonly #hosts: ReadonlyMap<string, Host>
  readonly #roads = new Map<string, Road>()
  readonly #ways: { readonly from: string; readonly to: string; readonly proxy: WayProxy }[] = []
  readonly #tarpit: TarpitLease = leaseTarpit()
  #closing: Promise<void> | null = null

  constructor(plan: Plan) {
    this.#plan = plan
    const { clock } = plan.around
    this.#hosts = new Map(
      [...plan.tenants].map(([name, tenant]) => [name, new Host(name, tenant, clock, this.#hostChanged)]),
    )
  }

  async begin(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.start()))
  }

  async way(from: string, to: string, port?: number): Promise<LoopbackWay> {
    this.#checkOpen()
    const [dialler, host] = [this.host(from), this.host(to)]
    if (port !== undefined) checkInteger('port', port, 1, 65_535)
    if (host.target(port) === null) throw new OptionError('port', `nobody said where ${to} listens`)
    const [out, back] = [this.road(from, to), this.road(to, from)]
    await this.#tarpit.tarpit.ready
    const proxy = await WayProxy.open({
      course: { out, back, nearReads: dialler.readLimits, farReads: host.readLimits },
      around: this.#plan.around,
      tarpit: this.#tarpit.tarpit,
      maxLinks: this.#plan.maxLinks,
      reception: () => receptionOf(out, back, host, port),
      target: () => (host.muted > 0 ? null : host.target(port)),
    })
    this.#ways.push({ from, to, proxy })
    await proxy.settle()
    return {
      host: HERE,
      port: proxy.port,
      endpoint: `tcp://${HERE}:${proxy.port}`,
      get links() {
        return proxy.links
      },
    }
  }

  async start(name: string, program: LoopbackProgram): Promise<void> {
    this.#checkOpen()
    await this.host(name).settle(programOf(program, 'program'))
  }

  pid(name: string): number | undefined {
    return this.host(name).pid
  }

  said(name: string): string {
    return this.host(name).said
  }

  async inflict(given: Hardship): Promise<Healing> {
    this.#checkOpen()
    const heal = inflictOn(this, checkHardship(given))
    await this.#changed()
    let isHealed = false
    return async () => {
      if (isHealed || this.#closing !== null) return
      isHealed = true
      await heal()
      await this.#changed()
    }
  }

  advance(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  host(name: string): Host {
    const host = this.#hosts.get(name)
    if (host !== undefined) return host
    throw new OptionError('host', `no host is named ${name}; there are ${[...this.#hosts.keys()].join(', ')}`)
  }

  road(from: string, to: string): Road {
    const key = JSON.stringify([this.host(from).name, this.host(to).name])
    const known = this.#roads.get(key)
    if (known !== undefined) return known
    const road = new Road(from, to)
    this.#roads.set(key, road)
    return road
  }

  lanesOn(road: Road): Lane[] {
    return this.#ways.flatMap(({ proxy }) => proxy.lanesOn(road))
  }

  reset(a: string, b: string): void {
    this.road(a, b)
    for (const { from, to, proxy } of this.#ways) {
      if ((from === a && to === b) || (from === b && to === a)) proxy.reset()
    }
  }

  /** Lets everybody see what conditions are now: first what is held up, then what dials meet. */
  async #changed(): Promise<void> {
    for (const road of this.#roads.values()) road.changed()
    await Promise.all(this.#ways.map(({ proxy }) => proxy.settle()))
  }

  /** What fails here fails again where somebody waits for it: at the next hardship, or its cure. */
  readonly #hostChanged = (): void => {
    this.#changed().catch(() => {})
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.close()))
    await Promise.all(this.#ways.map(({ proxy }) => proxy.close()))
    await this.#tarpit.release()
  }

  #checkOpen(): void {
    if (this.#closing !== null) throw new Error('this world is closed')
  }
}

/** A dial behind a cut hangs, whoever listens there; its segments or their answers do not arrive. */
function receptionOf(out: Road, back: Road, host: Host, port: number | undefined): Reception {
  if (out.cuts > 0 || back.cuts > 0) return 'hangs'
  if (!host.isUp || host.refuses(host.target(port)?.port)) return 'refuses'
  return 'accepts'
}
