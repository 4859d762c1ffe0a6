/** What every test of the contract stands on: a fresh world before, and after it the proof that nothing was left. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Codec, lines } from '../../../src/transport/framing.ts'
import type { Transport } from '../../../src/transport/transport.ts'
import { type Bench, Gate, type RawPeer, type Traits } from './bench.ts'
import { type Reaction, Recorder } from './recorder.ts'

export interface Stage {
  readonly traits: Traits
  /** `test` for transports that can do what it is about; the others have no such test. */
  where(can: boolean): (title: string, run: () => Promise<void>) => void
  /** What endpoints of this transport begin with. */
  scheme(): string
  transport(endpoint: string, codec?: Codec): Transport
  nowhere(): Promise<string>
  rawClient(endpoint: string): Promise<RawPeer>
  until(isSo: () => boolean): Promise<void>
  settle(): Promise<void>
  recorder(react?: Reaction): Recorder
  /** A listener that may not be bound yet. */
  gate(codec?: Codec, port?: number): Gate
  /** A bound listener. @param react null turns every link away. */
  gateFor(codec: Codec, react?: Reaction | null): Promise<Gate>
  /** Both ends ours, open. */
  pair(codec?: Codec): Promise<{ gate: Gate; near: Recorder; far: Recorder }>
  /** Our end, open, and a stranger's. */
  withStranger(codec?: Codec, react?: Reaction): Promise<{ near: Recorder; peer: RawPeer }>
}

/** Registers nothing: a test that is not about this transport was not skipped. */
const NO_TEST = (): void => {}

export function stageOn(makeBench: () => Promise<Bench>, traits: Traits): Stage {
  let bench: Bench
  let recorders: Recorder[]
  let gates: Gate[]

  beforeEach(async () => {
    bench = await makeBench()
    recorders = []
    gates = []
  })

  afterEach(async () => {
    const all = [...recorders, ...gates.flatMap((gate) => gate.accepts)]
    for (const gate of gates) gate.close()
    for (const { link } of all) link.destroy()
    await bench.until(() => all.every(({ isReleased }) => isReleased))
    await bench.until(() => gates.every(({ log }) => log.at(-1) === 'closed'))
    await bench.end()
    expect(all.flatMap(({ breaches }) => breaches)).toEqual([])
  })

  const openGate = (codec: Codec, react?: Reaction | null, port?: number): Gate => {
    const gate = new Gate(bench, react)
    gates.push(gate)
    return gate.listen(codec, port)
  }

  const stage: Stage = {
    traits,
    where: (can) => (can ? (title, run) => test(title, run) : NO_TEST),
    scheme: () => bench.transportName,
    transport: (endpoint, codec = lines()) => bench.transport(endpoint, codec),
    nowhere: () => bench.nowhere(),
    rawClient: (endpoint) => bench.rawClient(endpoint),
    until: (isSo) => bench.until(isSo),
    settle: () => bench.settle(),
    recorder(react) {
      const made = new Recorder(() => bench.happened(), react)
      recorders.push(made)
      return made
    },
    gate: (codec = lines(), port) => openGate(codec, undefined, port),
    async gateFor(codec, react) {
      const gate = openGate(codec, react)
      await bench.until(() => gate.log.includes('listening'))
      return gate
    },
    async pair(codec = lines()) {
      const gate = await stage.gateFor(codec)
      const near = stage.recorder().dial(bench.transport(gate.endpoint, codec))
      await bench.until(() => near.isOpen && gate.accepts.length > 0 && gate.first.isOpen)
      return { gate, near, far: gate.first }
    },
    async withStranger(codec = lines(), react) {
      const server = await bench.rawServer()
      const near = stage.recorder(react).dial(bench.transport(server.endpoint, codec))
      await bench.until(() => near.isOpen && server.peers.length > 0)
      const [peer] = server.peers
      if (peer === undefined) throw new Error('no peer')
      return { near, peer }
    },
  }
  return stage
}

/** More than the buffers of two kernels hold. */
const MORE_THAN_ENOUGH = 16_000_000

/**
 * Fills every buffer on the way to a peer that does not read, and returns how much that was; `label`s the last write. Of
 * long messages a WebSocket gives the system a fragment at a time: shorter ones fill its buffers at once.
 */
export function fill(near: Recorder, label?: string, messageLength = 1_000_000): number {
  const chunk = 'x'.repeat(messageLength)
  let sent = 0
  const send = (text: string, name?: string): void => {
    near.send(text, name)
    sent += text.length + '\n'.length
  }
  while (near.link.buffered < MORE_THAN_ENOUGH) {
    if (sent > 100_000_000) throw new Error('the peer takes everything')
    send(chunk)
  }
  send('the last', label)
  return sent
}
