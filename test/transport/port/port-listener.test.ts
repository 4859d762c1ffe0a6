import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import { lines } from '../../../src/transport/framing.ts'
import { messageForm } from '../../../src/transport/port/message.ts'
import { PortLink } from '../../../src/transport/port/port-link.ts'
import {
  type ConnectTarget,
  connectsOf,
  isPort,
  listenToPorts,
  type PortSource,
} from '../../../src/transport/port/port-listener.ts'
import { Gate } from '../support/bench.ts'

const makeLink = (): PortLink => new PortLink(messageForm({}), 1_000)
const ports: MessagePort[] = []

function channel(): { near: MessagePort; far: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  return { near: port1, far: port2 }
}

afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function gateOn(source: PortSource): Gate {
  const listener = () => ({
    listen: (owner: Gate) => listenToPorts(source, 'message-port:x', makeLink, owner),
  })
  return new Gate({ happened() {}, listener }).listen(lines())
}

/** A shared worker's `self`, as far as it matters here. */
class FakeScope extends EventTarget {
  connect(...ports: readonly unknown[]): void {
    this.dispatchEvent(Object.assign(new Event('connect'), { ports }))
  }
}

describe('A listener for ports', () => {
  test('hears of the first port, which comes at once, only after it was told that it listens', async () => {
    const scope = new FakeScope()
    const gate = gateOn(connectsOf(scope))
    scope.connect(channel().near)
    expect([gate.log, gate.accepts]).toEqual([[], []])
    await turn()
    expect(gate.log).toEqual(['listening'])
    expect(gate.endpoint).toBe('message-port:x')
    expect(gate.accepts.map(({ log }) => log)).toEqual([['opened']])
    gate.close()
  })

  test('accepts no more once it is closed; what it accepted lives on', async () => {
    const scope = new FakeScope()
    const gate = gateOn(connectsOf(scope))
    const { near, far } = channel()
    scope.connect(near)
    await turn()
    scope.connect(channel().near)
    gate.close()
    gate.close()
    scope.connect(channel().near)
    await turn()
    expect(gate.log).toEqual(['listening', 'closed'])
    far.postMessage('still here')
    await turn()
    expect(gate.accepts.map(({ texts }) => texts)).toEqual([['still here']])
  })

  test('closes the ports that it turns away', async () => {
    const scope = new FakeScope()
    const source = connectsOf(scope)
    const listener = () => ({ listen: (owner: Gate) => listenToPorts(source, 'x', makeLink, owner) })
    const gate = new Gate({ happened() {}, listener }, null).listen(lines())
    const { near, far } = channel()
    const closed = new Promise((resolve) => far.on('close', resolve))
    scope.connect(near)
    await closed
    gate.close()
  })

  test('closes a port that came just before it was closed itself, used or not', async () => {
    const scope = new FakeScope()
    const gate = gateOn(connectsOf(scope))
    await turn()
    const { near, far } = channel()
    const closed = new Promise((resolve) => far.on('close', resolve))
    scope.connect(near)
    scope.connect(near)
    gate.close()
    await closed
    expect(gate.log).toEqual(['listening', 'closed'])
  })

  test('turns a port away that has a link already, and goes on', async () => {
    const scope = new FakeScope()
    const gate = gateOn(connectsOf(scope))
    const { near } = channel()
    scope.connect(near)
    scope.connect(near)
    scope.connect(channel().near)
    await turn()
    expect(gate.log).toEqual(['listening', 'turned away crash'])
    expect(gate.accepts).toHaveLength(2)
    gate.close()
  })

  test('whose source throws fails, and is closed', async () => {
    const gate = gateOn(() => {
      throw new TypeError('no such source')
    })
    await turn()
    expect(gate.log).toEqual(['failed crash', 'closed'])
  })

  test('closed at once is never heard listening', async () => {
    const gate = gateOn(() => () => {})
    gate.close()
    await turn()
    expect(gate.log).toEqual(['closed'])
  })
})

test('Connect events without ports, or with what are none, connect nobody', () => {
  const found: unknown[] = []
  const scope = new FakeScope()
  const target: ConnectTarget = scope
  connectsOf(target)((port) => found.push(port))
  scope.dispatchEvent(new Event('connect'))
  scope.connect('port', null, {})
  expect(found).toEqual([])
})

test.each([
  [null, false],
  ['text', false],
  [{ postMessage() {} }, false],
  [{ postMessage() {}, on() {} }, true],
  [{ postMessage() {}, addEventListener() {} }, true],
])('%o is a port: %s', (value, is) => {
  expect(isPort(value)).toBe(is)
})
