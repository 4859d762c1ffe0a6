import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../src/clock/clock.ts'
import { turn } from '../../../src/clock/turn.ts'
import { type VirtualClock, virtualClock } from '../../../src/testing/virtual-clock.ts'
import { ChildPort } from '../../../src/transport/worker/child-port.ts'
import { RecordingOwner } from '../support/port-owner.ts'

const ECHO = "process.on('message', (m) => m === 'go away' ? process.exit(0) : process.send(m));"
/** Something that keeps a process running, whatever becomes of its channel. */
const STAYS = 'setInterval(() => {}, 1e6);'

/** A process that runs this program, with a channel to us. */
function child(program: string, serialization: 'json' | 'advanced' = 'json'): ChildProcess {
  return spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization,
    env: { ...process.env, NODE_OPTIONS: '' },
  })
}

interface Made {
  readonly port: ChildPort
  readonly owner: RecordingOwner
}

function over(made: ChildProcess, goodbye: unknown = null, clock: VirtualClock | null = null): Made {
  const owner = new RecordingOwner()
  return { port: new ChildPort(made, goodbye, clock ?? systemClock, owner), owner }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}

/** Nothing else runs in this process for so long, and until that one has exited, as far as the system tells. */
function stallUntilExit({ pid }: ChildProcess, ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until || !hasExited(pid));
}

/** It has, and nobody has been told yet. Nobody knows of that where there is no such table. */
function hasExited(pid: number | undefined): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return true
  }
}

test('A process is ready as soon as it was started, and carries messages', async () => {
  const { port, owner } = over(child(ECHO))
  expect(owner.log).toEqual([])
  await Promise.resolve()
  expect(owner.log).toEqual(['ready'])
  let taken = 0
  port.post('text', () => {
    taken += 1
  })
  expect(taken).toBe(0)
  await owner.hears('message text')
  expect(taken).toBe(1)
  port.destroy()
  await owner.hears('gone')
})

test('Bytes cross where the process was started with advanced serialization', async () => {
  const { port, owner } = over(child(ECHO, 'advanced'))
  port.post(Uint8Array.of(1, 2), () => {})
  await owner.hears('message 1,2')
  port.destroy()
  await owner.hears('gone')
})

describe('A process that ends', () => {
  test.each([
    [
      'exits with 0',
      'process.exit(0)',
      { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' },
    ],
    [
      'exits with 3',
      'process.exit(3)',
      { kind: 'reset', by: 'network', detail: 'the process exited with code 3', of: 'program' },
    ],
    [
      'throws',
      "throw new Error('boom')",
      { kind: 'reset', by: 'network', detail: 'the process exited with code 1', of: 'program' },
    ],
    [
      'is killed',
      "process.kill(process.pid, 'SIGKILL')",
      { kind: 'reset', by: 'network', detail: 'the process was ended by SIGKILL', of: 'program' },
    ],
  ])('because it %s says so', async (_way, program, cause) => {
    const { owner } = over(child(program))
    await owner.hears('gone')
    expect([owner.log, owner.cause]).toEqual([['ready', `ended ${cause.kind}`, 'gone'], cause])
  })

  test('after many words has said them before, read late as they may be', async () => {
    const { owner } = over(child('for (let i = 0; i < 100; i += 1) process.send(i); process.exit(0)'))
    await owner.hears('gone')
    expect(owner.messages).toEqual(Array.from({ length: owner.messages.length }, (_, index) => index))
    expect(owner.messages.length).toBeGreaterThan(0)
    expect(owner.log.slice(-2)).toEqual(['ended closed', 'gone'])
  })

  test('before anybody owned it says so as well', async () => {
    const made = child('process.exit(3)')
    await once(made, 'close')
    const { owner } = over(made)
    await owner.hears('gone')
    expect(owner.log).toEqual(['ended reset', 'gone'])
  })

  test('before it began, since there is no such program, is refused', async () => {
    const { owner, port } = over(spawn('/no/such/program', [], { stdio: ['ipc'] }))
    await owner.hears('gone')
    expect(owner.log).toEqual(['ended refused', 'gone'])
    port.destroy()
  })
})

describe('A process that closes its channel', () => {
  test('and exits with it is told by its exit', async () => {
    const exits = "process.disconnect(); process.on('exit', () => { process.exitCode = 3 })"
    // However long it takes for that: its time is never over here.
    const { owner } = over(child(exits), null, virtualClock())
    await owner.hears('gone')
    expect(owner.cause).toMatchObject({ kind: 'reset', detail: 'the process exited with code 3' })
  })

  test('and exits while this process is stalled is told by its exit all the same', async () => {
    const made = child('process.disconnect(); setTimeout(() => process.exit(3), 50)')
    const { owner } = over(made)
    await once(made, 'disconnect')
    stallUntilExit(made, 400)
    await owner.hears('gone')
    expect(owner.log).toEqual(['ready', 'ended reset', 'gone'])
  })

  test('and lives on is closed a little later; closed in order then, it gets SIGTERM', async () => {
    const clock = virtualClock()
    const made = child(`process.disconnect(); ${STAYS}`)
    const { port, owner } = over(made, null, clock)
    await once(made, 'disconnect')
    await clock.advance(199)
    expect(owner.log).toEqual(['ready'])
    await clock.advance(1)
    await owner.hears('ended closed')
    expect(owner.cause).toEqual({ kind: 'closed', by: 'peer', code: null, planned: false })
    expect(isRunning(made)).toBe(true)
    port.close()
    await owner.hears('gone')
    expect(made.signalCode).toBe('SIGTERM')
  })
})

describe('An end in order', () => {
  test('closes the channel after all that was posted, which ends a plain program', async () => {
    const made = child("process.on('message', (m) => { process.exitCode = m.length })")
    const { port, owner } = over(made)
    await owner.hears('ready')
    for (const size of [1_000_000, 7]) port.post('x'.repeat(size), () => owner.note(`taken ${size}`))
    port.close()
    port.close()
    await owner.hears('gone')
    expect(owner.log.slice(0, 3)).toEqual(['ready', 'taken 1000000', 'taken 7'])
    expect(made.exitCode).toBe(7)
  })

  test('asks by SIGTERM where that was not understood', async () => {
    const clock = virtualClock()
    const made = child(`${ECHO} ${STAYS}`)
    const { port, owner } = over(made, null, clock)
    port.post('up?', () => {})
    await owner.hears('message up?')
    port.close()
    await once(made, 'disconnect')
    await clock.advance(199)
    await turn()
    expect([isRunning(made), made.killed]).toEqual([true, false])
    await clock.advance(1)
    await owner.hears('gone')
    expect(made.signalCode).toBe('SIGTERM')
  })

  test('asks by the goodbye alone where there is one, and waits', async () => {
    const made = child(`${ECHO} ${STAYS}`)
    const { port, owner } = over(made, 'go away')
    port.post('first', () => {})
    port.close()
    port.close()
    await owner.hears('gone')
    expect(owner.log).toEqual(['ready', 'message first', 'ended closed', 'gone'])
    expect([made.exitCode, made.killed]).toEqual([0, false])
  })

  test('waits for what was asked to go, has gone off its channel, and still tidies up', async () => {
    const clock = virtualClock()
    const tidies = "process.on('message', (m) => { m === 'bye' ? process.disconnect() : process.send(m) })"
    const made = child(`${tidies}; ${STAYS}`)
    const { port, owner } = over(made, 'bye', clock)
    port.post('up?', () => {})
    await owner.hears('message up?')
    port.close()
    await once(made, 'disconnect')
    await clock.advance(1_000)
    await turn()
    expect([isRunning(made), made.killed]).toEqual([true, false])
    port.destroy()
    await owner.hears('gone')
  })
})

describe('An end at once', () => {
  test('from inside a message that had waited for somebody to own the process does not break Node down', async () => {
    const sends = `process.send('early', () => console.log('sent')); ${STAYS}`
    const made = spawn(process.execPath, ['-e', sends], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] })
    for await (const _sent of made.stdout ?? []) break
    // Its message came before: it has been read by now, and is kept until somebody listens.
    await turn()
    await turn()
    const owner = new RecordingOwner()
    const port = new ChildPort(made, null, systemClock, owner)
    made.on('message', () => port.destroy())
    await owner.hears('gone')
    expect(owner.log).toEqual(['ready', 'message early', 'ended reset', 'gone'])
    expect(made.signalCode).toBe('SIGKILL')
  })

  test.each([
    ['that ignores SIGTERM', `process.on('SIGTERM', () => {}); ${ECHO} ${STAYS}`],
    ['in a busy loop', "process.on('message', (m) => { process.send(m, () => { for (;;); }) })"],
  ])('kills a process %s', async (_state, program) => {
    const made = child(program)
    const { port, owner } = over(made)
    port.post('up?', () => {})
    await owner.hears('message up?')
    port.destroy()
    port.destroy()
    await owner.hears('gone')
    expect(made.signalCode).toBe('SIGKILL')
  })

  test('kills a frozen process', async () => {
    const made = child(ECHO)
    const { port, owner } = over(made)
    port.post('up?', () => {})
    await owner.hears('message up?')
    made.kill('SIGSTOP')
    port.destroy()
    await owner.hears('gone')
    expect(made.signalCode).toBe('SIGKILL')
  })

  test('does not wait for the channel, should a child of its own hold that open', async () => {
    const heir = "spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore', process.channel.fd] })"
    const program = `const { pid } = require('child_process').${heir}; process.send(pid, () => process.exit(0))`
    const made = child(program)
    const { port, owner } = over(made)
    onTestFinished(() => void process.kill(Number(owner.messages[0])))
    if (made.exitCode === null) await once(made, 'exit')
    await turn()
    expect(owner.log.at(-1)).toMatch(/^message \d+$/)
    port.destroy()
    await owner.hears('gone')
  })
})
