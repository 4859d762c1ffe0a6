/** A cable to a server, which can be cut in silence: what is on its way stays there, and new connections get nowhere. */
import { connect, createServer, type Server, type Socket } from 'node:net'

export class Cable {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isCut = false
  /** Connections that came while it was cut. */
  #held: Socket[] = []
  /** How many of the next connections are taken, and forgotten. */
  #toForget = 0
  #forgot: () => void = () => {}
  readonly #to: number

  private constructor(to: number) {
    this.#to = to
    this.#server = createServer((near) => {
      this.#keep(near)
      if (this.#toForget > 0) this.#forget()
      else if (this.#isCut) this.#held.push(near)
      else this.#join(near)
    })
  }

  static async to(port: number): Promise<Cable> {
    const cable = new Cable(port)
    await new Promise<void>((resolve) => {
      cable.#server.listen(0, '127.0.0.1', resolve)
    })
    return cable
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' ? (address?.port ?? 0) : 0
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.pause()
  }

  mend(): void {
    this.#isCut = false
    for (const socket of this.#sockets) socket.resume()
    for (const near of this.#held.splice(0)) this.#join(near)
  }

  /**
   * All connections break; as many of the next ones are taken, and nothing comes of them. Resolves when the first of those has
   * come.
   */
  breakOff({ forgetting }: { readonly forgetting: number }): Promise<void> {
    this.#toForget = forgetting
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => {
      this.#forgot = resolve
    })
  }

  /** How many of them did not come yet. */
  get toForget(): number {
    return this.#toForget
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #forget(): void {
    this.#toForget -= 1
    this.#forgot()
  }

  #join(near: Socket): void {
    if (near.destroyed) return
    const far = connect(this.#to, '127.0.0.1')
    this.#keep(far)
    near.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk) => near.write(chunk))
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
