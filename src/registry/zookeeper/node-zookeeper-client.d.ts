/** What is used here of a package that has no types; long numbers are eight bytes. */
declare module 'node-zookeeper-client' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'

  interface Stat {
    readonly czxid: Buffer
    /** The session that a node lives as long as; zeros where it is for good. */
    readonly ephemeralOwner: Buffer
  }

  interface Exception extends Error {
    readonly code: number
  }

  type Done<Values extends unknown[]> = (error: Exception | null | undefined, ...values: Values) => void

  /** Its inside: in the same shape since 2013, and nothing else tells of sockets. */
  interface ConnectionManager {
    socket: Socket | undefined
    pendingBuffer: Buffer | null
  }

  interface Client extends EventEmitter {
    readonly connectionManager: ConnectionManager
    connect(): void
    close(): void
    getSessionId(): Buffer
    getSessionTimeout(): number
    addAuthInfo(scheme: string, auth: Buffer): void
    create(path: string, data: Buffer, mode: number, done: Done<[string]>): void
    remove(path: string, done: Done<[]>): void
    exists(path: string, done: Done<[Stat | null]>): void
    exists(path: string, watcher: () => void, done: Done<[Stat | null]>): void
    getData(path: string, done: Done<[Buffer | undefined, Stat]>): void
    getChildren(path: string, watcher: () => void, done: Done<[string[], Stat]>): void
  }

  const zookeeper: {
    createClient(
      servers: string,
      options: { readonly sessionTimeout: number; readonly spinDelay: number; readonly retries: number },
    ): Client
    readonly CreateMode: { readonly PERSISTENT: number; readonly EPHEMERAL: number }
    readonly Exception: {
      readonly CONNECTION_LOSS: number
      readonly SESSION_EXPIRED: number
      readonly NO_NODE: number
      readonly NODE_EXISTS: number
    }
  }
  export default zookeeper
  export type { Client, Done, Exception, Stat }
}
