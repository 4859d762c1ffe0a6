/** A whole peer of calls over a connection in memory, and a stranger at its other end who says what it likes. */
import { seededRandom } from '../../../src/clock/random.ts'
import { RpcError, type RpcOptions, type RpcPeer, rpc } from '../../../src/rpc/index.ts'
import { supervise } from '../../../src/supervisor/supervise.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { lengthPrefixed } from '../../../src/transport/framing.ts'
import { memoryNetwork } from '../../../src/transport/memory.ts'
import corpus from '../corpus/rpc-peers.json' with { type: 'json' }
import { chosen, type Input } from '../input.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'
import { framesIn, framesText, RPC_WORDS } from './rpc-frames.ts'
import { Ledger } from './rpc-ledger.ts'
import { type Outcome, outcomeOf } from './rpc-outcome.ts'
import { type Stranger, strangers } from './rpc-stranger.ts'

const DIALECTS = ['json-rpc-2.0', 'go'] as const
const MOST_RUNNING = [1_000, 2]
/** In chunks of so many bytes, and what may be unfinished; without, a frame that begins with 0 is no JSON. */
const CHUNKS = [false, 1_024] as const
const UNFINISHED = [67_108_864, 1_024]
const OURS = 3
/** Each is answered over a network: 30 µs, however short it is. */
const MOST_FRAMES = 2_000

export const rpcPeersTarget: Target = {
  name: 'rpc-peers',
  of: 'rpc/{rpc,reception,serving,calls,call,outflow,unread,line,chunks}.ts',
  share: 10,
  corpus: casesIn(corpus),
  words: [...RPC_WORDS, '"method":"wait"', '\x1e\0\0\0\0\0\x01', '\x1e\0\x01\0\0\0\x01'],
  grammar(draw) {
    const isGo = draw.once(4)
    const chunks = isGo ? 0 : draw.below(2)
    return {
      bytes: framesText(draw, chunks === 1),
      knobs: [isGo ? 1 : 0, draw.below(2), chunks, draw.below(2)],
    }
  },
  async check(input) {
    const stage = new Stage(input)
    await stage.open()
    await stage.hear(framesIn(input.bytes).slice(0, MOST_FRAMES))
    stage.settle()
    await stage.close()
  },
}

function optionsOf(input: Input): RpcOptions {
  const dialect = chosen(input, 0, DIALECTS)
  return {
    dialect,
    maxRunning: chosen(input, 1, MOST_RUNNING),
    chunkBytes: dialect === 'go' ? false : chosen(input, 2, CHUNKS),
    maxMessageBytes: chosen(input, 3, UNFINISHED),
    timeoutMs: false,
    methods: {
      echo: (params) => params,
      fail: () => {
        throw new RpcError('no', 9)
      },
      wait: (_params, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    },
  }
}

class Stage {
  readonly #clock = virtualClock()
  readonly #network = memoryNetwork({ clock: this.#clock, latencyMs: 1 })
  readonly #codec = lengthPrefixed()
  readonly #fleet = supervise({
    name: 'fuzz',
    clock: this.#network.host('us').clock,
    random: seededRandom('fuzz'),
  })
  readonly #strangers: readonly Stranger[]
  readonly #peer: RpcPeer
  readonly #ledger: Ledger
  readonly #ours: readonly (() => Outcome | null)[]

  constructor(input: Input) {
    const options = optionsOf(input)
    this.#ledger = new Ledger(options)
    this.#strangers = strangers(this.#network, this.#codec)
    const connection = this.#fleet.connect(
      'calls',
      this.#network.host('us').dial({ to: 'stranger:7373', codec: this.#codec }),
      { heartbeat: 'none' },
    )
    this.#peer = rpc(connection, options)
    this.#ours = Array.from({ length: OURS }, () => outcomeOf(this.#peer.call('there', [1])))
  }

  get #stranger(): Stranger {
    const [first] = this.#strangers
    must(first !== undefined, 'nobody was dialled')
    return first
  }

  async open(): Promise<void> {
    await this.#clock.advance(10)
    must(this.#stranger.frames.splice(0).length === OURS, 'our own calls did not go out')
  }

  async hear(frames: readonly Uint8Array[]): Promise<void> {
    for (const frame of frames.filter(({ length }) => length <= this.#codec.maxFrameBytes)) {
      this.#ledger.hears(frame)
      this.#stranger.say(frame)
    }
    await this.#clock.advance(100)
  }

  /** What was answered, to whom, and how often. */
  settle(): void {
    const { phase, cause } = this.#peer.connection
    must(
      this.#ledger.isBroken ? cause?.kind === 'protocol' : phase === 'alive',
      () => `it is ${phase}, of ${cause?.kind}`,
    )
    this.#ledger.checkAnswers(this.#stranger.frames)
    this.#ledger.checkOurs(this.#ours.map((outcome) => outcome()))
    const { strays, running } = this.#peer.counts
    must(this.#ledger.isBroken || strays === this.#ledger.strays, () => `${strays} strays`)
    must(running <= this.#ledger.mayRun, () => `${running} run`)
  }

  /** Nothing is left of any of it. */
  async close(): Promise<void> {
    const stopped = this.#fleet.stop({ now: true })
    await this.#clock.advance(5_000)
    await stopped
    const { pending, running } = this.#peer.counts
    must(pending === 0, () => `${pending} calls of ours are not over`)
    must(running === 0, () => `${running} methods still run`)
    for (const outcome of this.#ours) must(outcome() !== null, 'a call of ours never ended')
    must(this.#network.openLinks === 0, 'a link is left')
  }
}
