import { type ChildProcess, spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { Account } from '../../src/programs/account.ts'
import { CommandPort } from '../../src/programs/command-port.ts'
import { type Codec, lines } from '../../src/transport/framing.ts'
import { RecordingOwner } from '../transport/support/port-owner.ts'
import { PEER } from './support/crew.ts'

interface Scene {
  readonly child: ChildProcess
  readonly owner: RecordingOwner
  readonly port: CommandPort
}

function scene(orders: readonly string[], codec: Codec | null = lines(), file = process.execPath): Scene {
  const child = spawn(file, [PEER, ...orders])
  const account = new Account(child, { isKept: true, keepBytes: 1_000, isGroup: false })
  const owner = new RecordingOwner()
  return { child, owner, port: new CommandPort(child, account, { codec, stopSignal: 'SIGTERM' }, owner) }
}

describe.concurrent('The port of a command', () => {
  test('tells its lines, then its exit, then that nothing is left', async () => {
    const { owner } = scene(['say one', 'say two'])
    await owner.hears('gone')
    expect(owner.messages.map(String)).toEqual(
      [String(Buffer.from('one')), 'two'].map((text) => String(new TextEncoder().encode(text))),
    )
    expect(owner.log.at(0)).toBe('ready')
    expect(owner.log.slice(-2)).toEqual(['ended closed', 'gone'])
  })

  test('without a codec tells whatever is printed, on either stream', async () => {
    const { owner } = scene(['complain careful', 'exit 1'], null)
    await owner.hears('gone')
    expect(owner.messages).toEqual([Buffer.from('careful\n')])
    expect(owner.cause).toMatchObject({ kind: 'reset', detail: 'the process exited with code 1' })
  })

  test('posts lines, and tells that they were taken', async () => {
    const { owner, port } = scene(['listen', 'say up'])
    await new Promise<void>((resolve) => port.post(lines().encode('say hello'), resolve))
    port.post(lines().encode('exit 0'), () => {})
    await owner.hears('gone')
    expect(
      owner.messages.map((message) => Buffer.from(message instanceof Uint8Array ? message : []).toString()),
    ).toEqual(['up', 'hello'])
  })

  test('that is closed asks by the signal; that is destroyed asks nobody', async () => {
    const asked = scene(['stay'])
    await asked.owner.hears('ready')
    asked.port.close()
    await asked.owner.hears('gone')
    const killed = scene(['deaf', 'stay', 'say up'])
    await killed.owner.hears(`message ${new TextEncoder().encode('up')}`)
    killed.port.close()
    killed.port.destroy()
    killed.port.destroy()
    await killed.owner.hears('gone')
    expect([asked.child.signalCode, killed.child.signalCode]).toEqual(['SIGTERM', 'SIGKILL'])
  })

  test('that is paused makes it wait; when it has exited what is left is read all the same', async () => {
    const { child, owner, port } = scene(['say up', 'listen'])
    await owner.hears('ready')
    port.pause()
    expect(child.stdout?.isPaused()).toBe(true)
    port.resume()
    expect(child.stdout?.isPaused()).toBe(false)
    port.pause()
    port.post(lines().encode('say late'), () => {})
    port.post(lines().encode('exit 0'), () => {})
    await owner.hears('gone')
    expect(owner.messages.map(String)).toEqual(
      ['up', 'late'].map((text) => String(new TextEncoder().encode(text))),
    )
    port.pause()
    expect(child.stdout?.isPaused()).toBe(false)
  })

  test('of what cannot be started is refused', async () => {
    const { owner } = scene([], null, '/no/such/command')
    await owner.hears('gone')
    expect(owner.log).toEqual(['ended refused', 'gone'])
  })
})
