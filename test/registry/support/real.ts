/** Suites against real servers: left out by name where there is none, but in CI, where they fail then. */
import { describe, test } from 'vitest'
import type { Registry, RegistryOptions } from '../../../src/registry/index.ts'
import { Cable } from './cable.ts'
import { registryContract } from './contract.ts'
import { type Program, ServerProcess } from './server-process.ts'

/** @param lacking why it cannot run here; null when it can. */
export function withServer(title: string, lacking: string | null, tests: () => void): void {
  const { CI: isCi } = process.env
  if (lacking === null) describe(title, tests)
  else if (isCi !== 'true') test.skip(`${title} (${lacking})`, () => {})
  else
    test(title, () => {
      throw new Error(lacking)
    })
}

/** The whole contract, by a server that is frozen, killed and started again. */
export function realContract(
  program: Program,
  ttlMs: number,
  registryAt: (port: number, options: RegistryOptions) => Registry,
): void {
  registryContract(async () => {
    const server = await ServerProcess.start(program)
    const cables: Cable[] = []
    return {
      ttlMs,
      client: (options) => registryAt(server.port, options),
      farClient: async (options) => {
        const cable = await Cable.to(server.port)
        cables.push(cable)
        return {
          registry: registryAt(cable.port, options),
          cut: () => cable.cut(),
          mend: () => cable.mend(),
        }
      },
      freeze: () => server.freeze(),
      thaw: () => server.thaw(),
      kill: () => server.kill(),
      restart: (options) => server.restart(options),
      close: async () => {
        for (const cable of cables) cable.close()
        await server.close()
      },
    }
  })
}
