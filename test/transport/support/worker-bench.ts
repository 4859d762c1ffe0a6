/** Real threads and processes as worlds for the contract suite: each relays between its parent and a far end. */
import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { MessageChannel, Worker } from 'node:worker_threads'
import { turn } from '../../../src/clock/turn.ts'
import { type WorkerProgram, worker } from '../../../src/transport/worker.ts'
import { type FarPort, openResources, type PortDialling } from './port-bench.ts'

const RELAY = new URL('./relay.mjs', import.meta.url)

export const THREADS: PortDialling = dialling(startThread)
export const PROCESSES: PortDialling = dialling(startProcess)

function dialling(start: (take: (port: FarPort) => void) => WorkerProgram): PortDialling {
  return {
    name: 'worker',
    transport: (take, { maxFrameBytes }) => worker(() => start(take), { maxFrameBytes }),
    settle: () => roundTrips(start),
    count: () => openResources('MessagePort', 'ProcessWrap', 'PipeWrap'),
  }
}

function startThread(take: (port: FarPort) => void): Worker {
  const { port1, port2 } = new MessageChannel()
  const thread = new Worker(RELAY, { workerData: { far: port2 }, transferList: [port2] })
  take({
    postMessage: (message) => port1.postMessage(message),
    on: (event, listener) => port1.on(event, listener),
    off: (event, listener) => port1.off(event, listener),
    // Asked by a message, since a port that was closed before the thread listens is not seen to close.
    close: () => port1.postMessage(null),
  })
  return thread
}

function startProcess(take: (port: FarPort) => void): ChildProcess {
  const child = fork(RELAY, { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] })
  take(new StdioPort(child))
  return child
}

/** A child's stdin and stdout as a port. */
class StdioPort extends EventEmitter implements FarPort {
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    super()
    this.#child = child
    // It may be gone before it has read everything.
    child.stdin?.on('error', () => {})
    if (child.stdout === null) throw new Error('a child without stdout')
    createInterface({ input: child.stdout })
      .on('line', (line) => this.emit('message', JSON.parse(line)))
      .on('close', () => this.emit('close'))
  }

  postMessage(message: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  close(): void {
    this.#child.stdin?.end()
  }
}

/** A worker of its own, started later than any other: what was said before has been heard when it has answered. */
async function roundTrips(start: (take: (port: FarPort) => void) => WorkerProgram): Promise<void> {
  const fences: FarPort[] = []
  const program = start((port) => fences.push(port))
  const [fence] = fences
  if (fence === undefined) throw new Error('no far end')
  const heard = new EventEmitter()
  fence.on('message', () => heard.emit('heard'))
  for (let trip = 0; trip < 3; trip += 1) {
    if (program instanceof Worker) program.postMessage('.')
    else program.send('.')
    await once(heard, 'heard')
    await turn()
  }
  fence.close()
  await once(program, 'exit')
}
