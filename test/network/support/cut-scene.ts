/**
 * Two hosts for a file's tests, with one program on each for all of them, and what each test needs; or one skipped line that
 * says why there are none.
 */
import { afterAll, test as base, beforeAll, describe, type TestAPI } from 'vitest'
import { authority } from '../../transport/support/certificates.ts'
import type { Within } from './cut-bounds.ts'
import type { Over, Terms } from './cut-orders.ts'
import { FarHost, type FarPeer } from './far-peer.ts'
import { nowMs } from './monotonic.ts'
import { Namespaces, type Side, whyNoNamespaces } from './namespaces.ts'
import { Gateway, NearHost, Watched } from './near-host.ts'
import type { Settings } from './program.ts'
import { until } from './until.ts'

const START_MS = 30_000
const reason = await whyNoNamespaces()

/** Whose bytes vanish. */
export type Lost = 'both' | 'ours' | 'theirs'

/** A cable that is cut, some time in `from` … `until`. */
export interface Cut extends Within {
  /** The packets pass again. */
  heal(): Promise<void>
}

/** Who shows what on TLS. */
interface Papers {
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** What one test has on the two hosts. Nothing of it outlives the test. */
export class Scene {
  readonly hosts: Namespaces
  /** The program that all peers of a file run in. */
  readonly far: FarHost
  readonly #name: string
  readonly #near: NearHost
  readonly #papers: Papers
  readonly #peers: FarPeer[] = []
  readonly #cures: (() => Promise<void>)[] = []

  constructor(name: string, hosts: Namespaces, near: NearHost, far: FarHost, papers: Papers) {
    this.#name = name
    this.hosts = hosts
    this.#near = near
    this.far = far
    this.#papers = papers
  }

  /** A peer on the far host that listens, as soon as it does. */
  async server(over: Over, settings: Settings = {}, cable = 0): Promise<{ peer: FarPeer; port: number }> {
    const { cert, key } = this.#papers
    const host = this.hosts.address('far', cable)
    const peer = this.#start('server', { over, host, cert, key, ...settings })
    const [, port] = await peer.says(/^ready (\d+)$/)
    return { peer, port: Number(port) }
  }

  /** A peer on the far host that dials. */
  client(over: Over, { port }: Gateway, settings: Settings = {}, cable = 0): FarPeer {
    const { ca } = this.#papers
    const host = this.hosts.address('near', cable)
    return this.#start('client', { over, host, port, ca, ...settings })
  }

  /** A connection of ours to a port of the far host. */
  connect(over: Over, port: number, terms: Terms, cable = 0): Watched {
    const scheme = over === 'websocket' ? 'ws' : over
    const endpoint = `${scheme}://${this.hosts.address('far', cable)}:${port}`
    const id = `${this.#name} dialled`
    const { ca } = this.#papers
    this.#near.tell({ order: 'connect', test: this.#name, id, over, endpoint, ca, terms })
    return new Watched(id, this.#near)
  }

  /** A listener of ours, as soon as it listens. */
  async listen(over: Over, terms: Terms, cable = 0): Promise<Gateway> {
    const id = `${this.#name} gateway`
    const host = this.hosts.address('near', cable)
    const { cert, key } = this.#papers
    this.#near.tell({ order: 'listen', test: this.#name, id, over, host, cert, key, terms })
    const { endpoint } = await until(`${id} listens`, () =>
      this.#near.of(id).find((report) => report.kind === 'listening'),
    )
    return new Gateway(id, endpoint, this.#near)
  }

  /**
   * Cuts the cable for one port, in silence.
   *
   * @param which `half`: what opens a connection passes, and nothing behind it.
   */
  async cut(port: number, lost: Lost = 'both', which: 'gone' | 'half' = 'gone'): Promise<Cut> {
    const sides: Side[] = [
      ...(lost === 'theirs' ? [] : ['far' as const]),
      ...(lost === 'ours' ? [] : ['near' as const]),
    ]
    const from = nowMs()
    await Promise.all(sides.map((side) => this.hosts.drop(side, port, which)))
    return {
      from,
      until: nowMs(),
      heal: async () => {
        await Promise.all(sides.map((side) => this.hosts.pass(side, port, which)))
      },
    }
  }

  /** Takes a whole cable down, at one of its ends. It is up again when the test is over. */
  async unplug(side: Side, cable: number): Promise<Cut> {
    const from = nowMs()
    await this.hosts.link(side, cable, 'down')
    const plug = () => this.hosts.link(side, cable, 'up')
    this.#cures.push(plug)
    return { from, until: nowMs(), heal: plug }
  }

  async end(): Promise<void> {
    this.#near.tell({ order: 'stop', test: this.#name })
    for (const peer of this.#peers) peer.end()
    for (const cure of this.#cures) await cure()
  }

  #start(kind: 'server' | 'client', settings: Settings): FarPeer {
    const peer = this.far.start(kind, `${this.#name} ${kind}`, settings)
    this.#peers.push(peer)
    return peer
  }
}

/** A test with a scene of its own. */
export type SceneTest = TestAPI<{ scene: Scene }>

/** Tests that need two hosts, all of them at the same time. In CI they fail where there can be none. */
export function acrossHosts(title: string, tests: (test: SceneTest) => void): void {
  if (reason !== null) return withoutHosts(title, reason)
  describe.concurrent(title, () => {
    let hosts: Namespaces
    let near: NearHost
    let far: FarHost
    let papers: Papers
    let scenes = 0
    beforeAll(async () => {
      hosts = await Namespaces.make()
      const { ca, issue } = await authority()
      papers = { ca, ...(await issue({ hosts: hosts.addresses })) }
      near = new NearHost(hosts.on('near'))
      far = new FarHost(hosts.on('far'))
      await Promise.all([near.ready(), far.ready()])
    }, START_MS)
    afterAll(async () => {
      await Promise.all([near?.kill(), far?.kill()])
      await hosts?.remove()
    })
    tests(
      base.extend<{ scene: Scene }>({
        scene: async ({ task: _ }, use) => {
          scenes += 1
          const scene = new Scene(`scene ${scenes}`, hosts, near, far, papers)
          await use(scene)
          await scene.end()
        },
      }),
    )
  })
}

function withoutHosts(title: string, why: string): void {
  const { CI: isCi } = process.env
  if (isCi !== 'true') return base.skip(`${title} (${why})`, () => {})
  base(title, () => {
    throw new Error(why)
  })
}
