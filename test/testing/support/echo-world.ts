/** `us` and a `server` that says back whatever it hears, in each of its lives, and beats by its own clock. */
import { type VirtualWorld, virtualWorld } from '../../../src/testing/index.ts'
import { Recorder } from '../../transport/support/recorder.ts'

/** Where bytes are a stream. */
const STREAM = 1
/** Where frames travel apart from each other. */
export const APART = 2

const silent = { listening() {}, turnedAway() {}, paused() {}, resumed() {}, failed() {}, closed() {} }

export class EchoWorld {
  /** A trip takes 1 ms. */
  readonly world: VirtualWorld = virtualWorld()
  /** The server's beats, every 100 ms by its clock: what that and its wall clock said, since the beginning. */
  readonly beats: [at: number, now: number, wall: number][] = []
  /** When its lives began. */
  readonly lives: number[] = []

  constructor() {
    const { clock } = this.world
    const startWall = clock.wall()
    for (const name of ['us', 'other']) this.world.host(name)
    this.world.host('server').start((host) => {
      this.lives.push(clock.now())
      for (const port of [STREAM, APART]) {
        host.listen({ port, delivers: port === STREAM ? 'stream' : 'messages' }).listen({
          ...silent,
          accepted({ link }) {
            const far = new Recorder(
              () => {},
              (_, line) => {
                if (line.startsWith('frame ')) link.write(link.encode(far.frames.at(-1) ?? ''))
              },
            )
            return far.own(link)
          },
        })
      }
      const beat = (): void => {
        this.beats.push([clock.now(), host.clock.now(), host.clock.wall() - startWall])
        host.clock.after(100, beat)
      }
      host.clock.after(100, beat)
    })
  }

  dial(port = STREAM): Recorder {
    const delivers = port === STREAM ? 'stream' : 'messages'
    return new Recorder(() => {}).dial(this.world.host('us').dial({ to: `server:${port}`, delivers }))
  }

  /** A link that is open at both ends, 10 ms later. */
  open(port = STREAM): Recorder {
    const link = this.dial(port)
    this.world.advanceSync(10)
    return link
  }

  /** How long an echo takes, in ms; null when none came within 2 s. */
  echo(link: Recorder, text = 'x'): number | null {
    const before = link.frames.length
    link.send(text)
    for (let ms = 1; ms <= 2_000; ms += 1) {
      this.world.advanceSync(1)
      if (link.frames.length > before) return ms
    }
    return null
  }
}
