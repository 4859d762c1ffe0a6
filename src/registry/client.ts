/** One client of a registry, of whatever kind: what it has registered and what it watches. */
import { checkOptions, numberOption } from '../machines/check.ts'
import { OptionError } from '../transport/transport.ts'
import { Advertised } from './advertised.ts'
import type { Backend } from './backend.ts'
import type { Farewell } from './farewell.ts'
import type { Host } from './host.ts'
import { checkInstance, checkName } from './instance.ts'
import { lifeOf, ownerOf } from './owner.ts'
import type { Instance, RegisterOptions, Registration, Registry, Watch } from './registry.ts'
import { Watched } from './watched.ts'

const LONGEST_TTL_MS = 86_400_000

export class RegistryClient implements Registry {
  readonly #backend: Backend
  readonly #host: Host
  readonly #registrations = new Set<Registration>()
  readonly #watches = new Set<Watch>()
  readonly #farewells = new Set<Farewell>()
  #closing: Promise<void> | null = null

  constructor(backend: Backend, host: Host) {
    this.#backend = backend
    this.#host = host
  }

  get registrations(): readonly Registration[] {
    return [...this.#registrations]
  }

  get watches(): readonly Watch[] {
    return [...this.#watches]
  }

  register(instance: Instance, options: RegisterOptions): Registration {
    this.#checkOpen()
    checkOptions('register', options, ['ttlMs', 'while'])
    const ttlMs = numberOption('ttlMs', options.ttlMs, 100, LONGEST_TTL_MS)
    const lifetime = { owner: ownerOf(options.while), life: lifeOf(options.while) }
    const registration: Registration = new Advertised(checkInstance(instance), ttlMs, lifetime, {
      backend: this.#backend,
      host: this.#host,
      parting: (farewell) => this.#parting(farewell),
      over: (one) => this.#registrations.delete(one),
    })
    if (registration.state !== 'withdrawn') this.#registrations.add(registration)
    return registration
  }

  watch(service: string): Watch {
    this.#checkOpen()
    const watch: Watch = new Watched(checkName('service', service), this.#backend, this.#host, (one) =>
      this.#watches.delete(one),
    )
    this.#watches.add(watch)
    return watch
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    for (const registration of this.#registrations) void registration.withdraw()
    await Promise.all([...this.#watches].map((watch) => watch.close()))
    await Promise.all([...this.#farewells].map(({ firstTry }) => firstTry))
    for (const farewell of this.#farewells) farewell.cut()
    await this.#backend.close()
  }

  #parting(farewell: Farewell): void {
    this.#farewells.add(farewell)
    void farewell.done.then(() => this.#farewells.delete(farewell))
  }

  #checkOpen(): void {
    if (this.#closing !== null) throw new OptionError('registry', 'it is closed')
  }
}
