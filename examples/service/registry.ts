/** Where instances are registered: in an etcd of our own where this machine has one, else in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Supervisor } from 'pulsetree'
import { command } from 'pulsetree/programs'
import { memoryRegistry, type Registry } from 'pulsetree/registry'
import { etcdRegistry } from 'pulsetree/registry/etcd'
import { freePorts } from './ports.ts'

export interface Place {
  readonly registry: Registry
  /** For people. */
  readonly name: string
  /** What is to be cleaned away when all have stopped. */
  clean(): void
}

export async function startRegistry(supervisor: Supervisor, isInMemory: boolean): Promise<Place> {
  if (isInMemory) return { registry: memoryRegistry(), name: 'a registry in memory', clean() {} }
  const [client = 0, peer = 0] = await freePorts(2)
  const url = `http://127.0.0.1:${client}`
  const folder = mkdtempSync(join(tmpdir(), 'pulsetree-etcd-'))
  const etcd = command('etcd', [
    '--data-dir',
    folder,
    '--listen-client-urls',
    url,
    '--advertise-client-urls',
    url,
    '--listen-peer-urls',
    `http://127.0.0.1:${peer}`,
  ])
  supervisor.run('etcd', etcd)
  return {
    registry: etcdRegistry({ endpoints: [url] }),
    name: `etcd at ${url}`,
    clean: () => rmSync(folder, { recursive: true, force: true }),
  }
}
