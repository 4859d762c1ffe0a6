import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { supervise } from '../../src/index.ts'
import { type MessagePortOptions, messagePort, type PortLike } from '../../src/transport/message-port.ts'
import { ConnectionError } from '../../src/transport/transport.ts'
import { transportContract } from './contract.ts'
import { CHANNELS, PORT_TRAITS, portBench } from './support/port-bench.ts'
import { Recorder } from './support/recorder.ts'

transportContract('A message port', () => portBench(CHANNELS), PORT_TRAITS)

const ports: MessagePort[] = []

function channel(): MessageChannel {
  const made = new MessageChannel()
  ports.push(made.port1, made.port2)
  return made
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

/** Resolves at the `nth` line of the owner's log that matches. */
function recorded(): { near: Recorder; hears(line: string): Promise<void> } {
  const waiting = new Set<() => void>()
  const near = new Recorder(() => {
    for (const look of waiting) look()
  })
  const hears = (line: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (near.log.includes(line)) resolve()
      }
      waiting.add(look)
      look()
    })
  return { near, hears }
}

describe('What a message port takes', () => {
  test('It shows a name that people gave it, and whether it can be dialled again', () => {
    const { port1 } = channel()
    expect(messagePort(port1, { name: 'resizer' })).toMatchObject({
      name: 'message-port',
      endpoint: 'message-port:resizer',
      cut: 'whole',
      once: true,
    })
    expect(messagePort(() => channel().port1)).toMatchObject({ endpoint: 'message-port:', once: false })
    expect(messagePort.listen(() => () => {}, { name: 'pages' })).toMatchObject({
      name: 'message-port',
      endpoint: 'message-port:pages',
      cut: 'whole',
    })
  })

  const unknown: MessagePortOptions & { codec: string } = { codec: 'lines' }
  const broadcast = new BroadcastChannel('test')
  broadcast.close()
  test.each<[string, () => unknown]>([
    ['port', () => messagePort(JSON.parse('{}'))],
    ['port', () => messagePort(broadcast)],
    ['codec', () => messagePort(channel().port1, unknown)],
    ['messages', () => messagePort(channel().port1, JSON.parse('{"messages":"xml"}'))],
    ['maxFrameBytes', () => messagePort(channel().port1, { maxFrameBytes: 0 })],
    ['maxHeldBytes', () => messagePort(channel().port1, { maxHeldBytes: 0 })],
    ['maxHeldBytes', () => messagePort.listen(() => () => {}, { maxHeldBytes: -1 })],
    ['codec', () => messagePort.listen(() => () => {}, unknown)],
    ['source', () => messagePort.listen(JSON.parse('{}'))],
    ['source', () => messagePort.listen(JSON.parse('null'))],
  ])('A bad %s is refused by name: %s', (option, use) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })

  test('A thread of Node’s is sent to the entry that sees it exit', async () => {
    const thread = new Worker('', { eval: true })
    expect(() => messagePort(thread)).toThrow(/port: .*pulsetree\/worker/)
    await thread.terminate()
  })
})

describe('A dial', () => {
  test('asks a function for another port each time', async () => {
    const transport = messagePort(async () => channel().port1)
    const [one, two] = [recorded(), recorded()]
    one.near.dial(transport)
    two.near.dial(transport)
    await Promise.all([one.hears('opened'), two.hears('opened')])
    expect(ports).toHaveLength(4)
    one.near.link.destroy()
    two.near.link.destroy()
    await Promise.all([one.hears('released'), two.hears('released')])
  })

  const auth = new ConnectionError('no', { kind: 'auth', by: 'us', detail: 'no' })
  test.each<[string, () => PortLike | Promise<PortLike>]>([
    ['auth', () => Promise.reject(auth)],
    ['crash', () => Promise.reject(new TypeError('a bug'))],
    ['crash', () => JSON.parse('{"no":"port"}')],
  ])('whose function fails ends with %s', async (kind, target) => {
    const { near, hears } = recorded()
    near.dial(messagePort(target))
    await hears('released')
    expect([near.log, near.breaches]).toEqual([[`ended ${kind}`, 'released'], []])
  })

  test('over a port that was used up ends with crash, and opens nothing', async () => {
    const transport = messagePort(channel().port1)
    const [one, two] = [recorded(), recorded()]
    one.near.dial(transport)
    await one.hears('opened')
    two.near.dial(transport)
    await two.hears('released')
    expect([two.near.log, two.near.breaches]).toEqual([['ended crash', 'released'], []])
    one.near.link.destroy()
    await one.hears('released')
  })

  test('hears what was posted before anybody listened', async () => {
    const { port1, port2 } = channel()
    port2.postMessage('early')
    const { near, hears } = recorded()
    near.dial(messagePort(port1))
    await hears('frame early')
    expect(near.log).toEqual(['opened', 'heard', 'frame early'])
    near.link.destroy()
    await hears('released')
  })

  test('posts values where JSON is asked for, and takes them', async () => {
    const { port1, port2 } = channel()
    const { near, hears } = recorded()
    near.dial(messagePort(port1, { messages: 'json' }))
    await hears('opened')
    const heard = new Promise((resolve) => port2.on('message', resolve))
    near.send('{"type":"ping"}')
    expect(await heard).toEqual({ type: 'ping' })
    port2.postMessage({ type: 'pong' })
    await hears('frame {"type":"pong"}')
    near.link.destroy()
    await hears('released')
  })
})

test('A connection over a port that was given as it is ends with its crash; another life would find no port', async () => {
  await using fleet = supervise({ restartDelayMs: 0 })
  const { port1, port2 } = channel()
  const pong = () => {
    throw new TypeError('a bug of ours')
  }
  const connection = fleet.connect('peer', messagePort(port1), {
    heartbeat: { protocol: { beat: 'ping', pong } },
  })
  port2.postMessage('hello')
  await connection.ended()
  expect([connection.phase, connection.restarts, connection.cause]).toMatchObject([
    'failed',
    0,
    { kind: 'crash', detail: 'a bug of ours' },
  ])
})

test('A connection over a port that was given as it is fails when it ends, with the true cause; it is not dialled again', async () => {
  await using fleet = supervise()
  const { port1, port2 } = channel()
  const connection = fleet.connect('peer', messagePort(port1))
  const phases: string[] = []
  const failed = new Promise<void>((resolve) => {
    connection.phase$.subscribe(({ phase, cause }) => {
      phases.push(`${phase} ${cause?.kind ?? ''}`)
      if (phase === 'alive') port2.close()
      if (phase === 'failed') resolve()
    })
  })
  await failed
  expect(phases).toEqual(['connecting ', 'alive ', 'dead closed', 'failed closed'])
})
