import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { Host } from '../../../src/testing/loopback/host.ts'
import type { LoopbackProgram } from '../../../src/testing/loopback/process.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { meanwhile, opened } from './support/sockets.ts'

const SERVER: LoopbackProgram = {
  command: process.execPath,
  args: [
    '-e',
    "const s = require('net').createServer((c) => c.on('error', () => {}).on('data', () => process.exit())).listen(0, '127.0.0.1', () => console.log(s.address().port))",
  ],
  port: 'printed',
}

/** `T` for one that is stopped. */
function stateOf(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .slice(0, 1)
}

/** The signal is on its way when the call returns. */
async function untilState(pid: number | undefined, state: RegExp): Promise<void> {
  while (!state.test(stateOf(pid))) await new Promise((resolve) => setImmediate(resolve))
}

async function running(changed: () => void = () => {}): Promise<Host & AsyncDisposable> {
  const host = new Host('server', SERVER, systemClock, changed)
  await host.start()
  return Object.assign(host, { [Symbol.asyncDispose]: () => host.close() })
}

describe('A host with a process', () => {
  test('crashes, and is started again with the last cure', async () => {
    let changes = 0
    await using host = await running(() => (changes += 1))
    const { pid } = host
    expect([host.isUp, changes]).toEqual([true, 1])
    const [first, second] = [host.crash(), host.crash()]
    expect([host.isUp, host.pid, host.target(undefined)]).toEqual([false, undefined, null])
    await first()
    expect(host.isUp).toBe(false)
    await second()
    expect([host.isUp, host.pid === pid]).toEqual([true, false])
    await using end = await opened(host.target(undefined)?.port ?? 0)
    expect(end.fate).toBeNull()
  })

  test('freezes and thaws, and is frozen for as long as anybody says so', async () => {
    await using host = await running()
    const [first, second] = [host.freeze(), host.freeze()]
    await untilState(host.pid, /T/)
    first()
    expect(stateOf(host.pid)).toBe('T')
    second()
    await untilState(host.pid, /[SRD]/)
  })

  test('starts nothing while it is frozen; its cure waits for the thaw', async () => {
    await using host = await running()
    const thaw = host.freeze()
    const cured = host.crash()()
    await meanwhile()
    expect([host.pid, host.isUp]).toEqual([undefined, false])
    thaw()
    await cured
    expect(host.isUp).toBe(true)
  })

  test('that is closed while it waits for its thaw starts nothing', async () => {
    const host = await running()
    host.freeze()
    const cured = host.crash()()
    await host.close()
    await cured
    expect([host.pid, host.isUp]).toEqual([undefined, false])
  })

  test('frozen while it starts, stops as soon as it is ready', async () => {
    const host = new Host('server', SERVER, systemClock, () => {})
    const starting = host.start()
    const thaw = host.freeze()
    await starting
    await untilState(host.pid, /T/)
    thaw()
    await untilState(host.pid, /[SRD]/)
    await host.close()
  })

  test('stalls for a time', async () => {
    const clock = virtualClock()
    const host = new Host('server', SERVER, clock, () => {})
    await host.start()
    host.stall(500)
    await untilState(host.pid, /T/)
    await clock.advance(499)
    expect(stateOf(host.pid)).toBe('T')
    await clock.advance(1)
    await untilState(host.pid, /[SRD]/)
    await host.close()
  })

  test('that ends by itself is down, and not started again', async () => {
    let isDown = (): void => {}
    const down = new Promise<void>((resolve) => {
      isDown = resolve
    })
    let changes = 0
    await using host = await running(() => {
      changes += 1
      if (changes === 2) isDown()
    })
    await using end = await opened(host.target(undefined)?.port ?? 0)
    end.socket.write('die')
    await down
    expect([host.isUp, host.pid]).toEqual([false, undefined])
  })

  test('crashed while it was starting, waits for the cure', async () => {
    const host = new Host('server', SERVER, systemClock, () => {})
    const starting = host.start()
    const cure = host.crash()
    await starting
    expect(host.isUp).toBe(false)
    await cure()
    expect(host.isUp).toBe(true)
    await host.close()
  })
})

describe('A host without one', () => {
  test('is this very process: it stalls, and can do nothing else', () => {
    const host = new Host('us', 'here', systemClock, () => {})
    const began = systemClock.now()
    host.stall(30)
    expect(systemClock.now() - began).toBeGreaterThanOrEqual(29)
    expect([host.isUp, host.isHere, host.target(80), host.target(undefined)]).toEqual([
      true,
      true,
      { host: '127.0.0.1', port: 80 },
      null,
    ])
    expect(() => host.crash()).toThrow('host: crash us: this very process would be gone')
    expect(() => host.freeze()).toThrow('host: freeze us: this very process could not thaw itself')
  })

  test('is somebody who runs already, whom nothing can be done to', () => {
    const host = new Host('db', { at: { host: 'db.example', port: 5432 } }, systemClock, () => {})
    expect([host.isUp, host.target(undefined), host.target(80)]).toEqual([
      true,
      { host: 'db.example', port: 5432 },
      { host: 'db.example', port: 80 },
    ])
    expect(() => host.stall(5)).toThrow('host: freeze db: what runs there was not started by this world')
  })

  test('waits for a program, and has it once', async () => {
    const host = new Host('server', 'later', systemClock, () => {})
    expect(() => host.crash()).toThrow('host: crash server: nothing runs there yet')
    await host.settle(SERVER)
    expect(host.isUp).toBe(true)
    await expect(host.settle(SERVER)).rejects.toThrow('host: server is not free for a program')
    await host.close()
    expect(host.isUp).toBe(false)
  })
})

test('Its ports are refused one by one, or all', () => {
  const host = new Host('us', 'here', systemClock, () => {})
  host.refusedPorts.set(80, 1)
  expect([host.refuses(80), host.refuses(81), host.refuses(undefined)]).toEqual([true, false, false])
  host.refusesAll += 1
  expect(host.refuses(81)).toBe(true)
})
