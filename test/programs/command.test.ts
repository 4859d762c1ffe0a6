import { describe, expect } from 'vitest'
import { jsonValues, lines, pingPong, raw } from '../../src/index.ts'
import { type CommandOptions, command } from '../../src/programs/programs.ts'
import { until } from '../network/support/until.ts'
import { memoryInUse } from '../support/memory.ts'
import { isGone, isRunning, PEER, says, test, textsOf } from './support/crew.ts'

const node = (orders: readonly string[], options: CommandOptions = {}) =>
  command(process.execPath, [PEER, ...orders], options)

const pace = { everyMs: 200, timeoutMs: 150, misses: 2 }

describe.concurrent('A command', () => {
  test('that exits with 0 has finished, and what it printed is kept', async ({ crew }) => {
    const handle = crew.run(node(['print hello', 'complain careful']))
    await handle.ended()
    expect(crew.path).toEqual(['connecting', 'alive', 'dead', 'stopped'])
    expect([handle.finished, handle.cause]).toEqual([
      true,
      { kind: 'closed', by: 'peer', code: 0, planned: true, of: 'program' },
    ])
    expect(handle.exit).toMatchObject({
      generation: 1,
      code: 0,
      signal: null,
      stdout: 'hello\n',
      stderr: 'careful\n',
    })
    expect(handle.pid).toBeNull()
    // Told of what failed alone.
    expect(crew.told('exited')).toMatchObject([{ code: 0, signal: null }])
    expect(crew.told('exited')[0]).not.toHaveProperty('stdout')
  })

  test('that exits with 1 has failed, says why, and is run again', async ({ crew }) => {
    const handle = crew.run(node(['complain no disk', 'exit 1']), { intensity: { restarts: 1 } })
    await handle.ended()
    expect(handle.cause).toEqual({
      kind: 'reset',
      by: 'network',
      detail: 'the process exited with code 1: no disk',
      of: 'program',
    })
    expect(crew.told('exited')).toMatchObject([
      { generation: 1, code: 1, stderr: 'no disk\n' },
      { generation: 2, code: 1, stderr: 'no disk\n' },
    ])
    expect(crew.told('exited')[0]).not.toHaveProperty('stdout')
    expect(crew.told('gave-up')).toMatchObject([{ of: 'child' }])
  })

  test('whose output is nobody’s business is told of without it', async ({ crew }) => {
    const handle = crew.run(node(['complain secret', 'exit 1'], { tellOutput: false }), {
      restart: 'temporary',
    })
    await handle.ended()
    expect(handle.exit?.stderr).toBe('secret\n')
    expect(JSON.stringify([crew.feed, handle.cause])).not.toContain('secret')
  })

  test('that prints elsewhere cannot be watched, unless by its frames', ({ crew }) => {
    const watched = (options: CommandOptions) =>
      crew.run(node([], { output: 'inherit', ...options }), { heartbeat: {} })
    expect(() => watched({})).toThrow(
      "heartbeat: nothing is heard of this program: what it prints goes elsewhere; leave out output: 'inherit', or give it a codec",
    )
    expect(watched({ codec: lines() }).phase).toBe('connecting')
  })

  test('that is killed is told by the signal, and run again', async ({ crew }) => {
    const handle = crew.run(node(['print up', 'stay']))
    await crew.enters('alive')
    const { pid } = handle
    process.kill(pid ?? Number.NaN, 'SIGKILL')
    expect(await crew.tells('exited')).toMatchObject({ pid, code: null, signal: 'SIGKILL' })
    await crew.enters('alive', 2)
    expect(handle.pid).not.toBe(pid)
    expect(crew.told('restart')).toMatchObject([
      { cause: { kind: 'reset', detail: 'the process was ended by SIGKILL' } },
    ])
  })

  test('that is stopped while it starts is gone', async ({ crew }) => {
    const handle = crew.run(node(['stay']))
    await handle.stop()
    expect(crew.path).toEqual(['connecting', 'stopped'])
    expect(handle.exit).toMatchObject({ signal: 'SIGKILL' })
    expect(isRunning(handle.exit?.pid ?? Number.NaN)).toBe(false)
  })

  test('whose siblings need it is ended and run again with them', async ({ crew }) => {
    const pair = crew.supervisor.supervise('pair', { strategy: 'one_for_all', restartDelayMs: 20 })
    const first = pair.run('first', node(['stay']))
    const second = pair.run('second', node(['stay']))
    await until('both run', () => first.phase === 'alive' && second.phase === 'alive')
    const pids = [first.pid ?? Number.NaN, second.pid ?? Number.NaN]
    for (const pid of pids) crew.pids.add(pid)
    process.kill(pids[0] ?? Number.NaN, 'SIGKILL')
    await until('both run again', () => first.generation === 2 && second.generation === 2)
    expect(pids.filter(isRunning)).toEqual([])
    expect([first.exit?.signal, second.exit?.signal]).toEqual(['SIGKILL', 'SIGTERM'])
    await until('both run', () => first.phase === 'alive' && second.phase === 'alive')
  })

  test('that is not there is refused, and nothing has exited', async ({ crew }) => {
    const handle = crew.run(command('/no/such/command'), { restart: 'temporary' })
    await handle.ended()
    expect(handle.cause).toMatchObject({ kind: 'refused' })
    expect([handle.exit, handle.pid, crew.told('exited')]).toEqual([null, null, []])
  })

  test('that Node does not take is a crash', async ({ crew }) => {
    const handle = crew.run(command('a\0b'), { restart: 'temporary' })
    await handle.ended()
    expect(handle.cause).toMatchObject({ kind: 'crash' })
  })

  test('that prints is alive; when it falls silent it is killed, and run again', async ({ crew }) => {
    const handle = crew.run(
      command(process.execPath, ['-e', "let n = 0; setInterval(() => n++ < 6 && console.log('beat'), 100)"]),
      { heartbeat: pace, firstFrameTimeoutMs: 10_000 },
    )
    await crew.enters('alive')
    const pid = handle.pid ?? Number.NaN
    // Two that come together are one.
    await until('it has printed twice', () => handle.counts.frames >= 2)
    await crew.enters('suspect')
    expect(await crew.tells('exited')).toMatchObject({ pid, signal: 'SIGKILL' })
    expect(isRunning(pid)).toBe(false)
    expect(await crew.tells('restart')).toMatchObject({ cause: { kind: 'silent' } })
  })

  test('that is frozen is silent, killed for good, and run again', async ({ crew }) => {
    const handle = crew.run(node(['listen', 'say up'], { codec: lines() }), {
      heartbeat: { protocol: pingPong, ...pace },
      firstFrameTimeoutMs: 10_000,
    })
    const texts = textsOf(handle)
    await says(texts, 'up')
    const pid = handle.pid ?? Number.NaN
    process.kill(pid, 'SIGSTOP')
    await crew.tells('exited')
    expect(isRunning(pid)).toBe(false)
    expect(await crew.tells('restart')).toMatchObject({ cause: { kind: 'silent' } })
    await crew.enters('alive', 2)
  })

  test('is asked to end by a signal, which it may heed in its own time', async ({ crew }) => {
    const program =
      "process.on('SIGINT', () => { console.log('bye'); process.exit(3) }); console.log('up'); setInterval(() => {}, 1e6)"
    const handle = crew.run(
      command(process.execPath, ['-e', program], { codec: lines(), stopSignal: 'SIGINT' }),
    )
    await says(textsOf(handle), 'up')
    await handle.stop()
    expect([handle.phase, handle.cause?.kind]).toEqual(['stopped', 'cancelled'])
    expect(handle.exit).toMatchObject({ code: 3, stdout: 'up\nbye\n' })
    // Its end was asked for: its last words say nothing.
    expect(crew.told('exited')[0]).not.toHaveProperty('stdout')
  })

  test('that heeds no signal is killed when its time is over', async ({ crew }) => {
    const handle = crew.run(node(['deaf', 'say up', 'stay'], { codec: lines() }), { shutdownMs: 200 })
    await says(textsOf(handle), 'up')
    await crew.supervisor.stop()
    expect(handle.exit).toMatchObject({ signal: 'SIGKILL' })
    expect(await crew.supervisor.ended).toEqual({ kind: 'stopped', killed: ['it'] })
  })

  test('that floods its output costs no more than its end, and is not held up', async ({ crew }) => {
    const before = memoryInUse().arrayBuffers
    const handle = crew.run(node(['flood 200', 'complain done'], { keepBytes: 10_000 }))
    await handle.ended()
    const { stdout = '', stderr } = handle.exit ?? {}
    expect(handle.finished).toBe(true)
    // From the beginning of a line on, then what it said when it was through.
    expect(stdout.length).toBeGreaterThan(8_000)
    expect(stdout.length).toBeLessThanOrEqual(10_000)
    expect(stdout.endsWith('x\nflooded\n')).toBe(true)
    expect(stderr).toBe('done\n')
    expect(memoryInUse().arrayBuffers - before).toBeLessThan(50 * 2 ** 20)
  })
})

describe.concurrent('What a command leaves behind', () => {
  test('holds its pipes open, and does not hold up its end', async ({ crew }) => {
    const handle = crew.run(node(['listen', 'leave'], { codec: lines() }), { restart: 'temporary' })
    const texts = textsOf(handle)
    const pid = Number((await says(texts, /^left /)).slice(5))
    crew.pids.add(pid)
    await handle.send('complain going')
    await handle.send('exit 2')
    await handle.ended()
    expect(handle.exit).toMatchObject({ code: 2, stderr: 'going\n' })
    expect(isRunning(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
    await isGone(pid)
  })

  test('ends with it where they are one group', async ({ crew }) => {
    const handle = crew.run(node(['listen', 'leave'], { codec: lines(), group: true }), {
      restart: 'temporary',
    })
    const pid = Number((await says(textsOf(handle), /^left /)).slice(5))
    crew.pids.add(pid)
    await handle.stop()
    await isGone(pid)
  })
})

describe.concurrent('A command with a codec', () => {
  test('is a link: frames are sent to its input, and cut from its output', async ({ crew }) => {
    const handle = crew.run(command('cat', [], { codec: jsonValues() }))
    const texts = textsOf(handle)
    await crew.enters('alive')
    await handle.send('{"id":1}')
    await handle.send('[2]')
    await says(texts, '[2]')
    expect(texts).toEqual(['{"id":1}', '[2]'])
    await expect(handle.send('no json')).rejects.toMatchObject({ option: 'payload' })
    // It ends with its input.
    await handle.stop()
    expect(handle.exit?.signal ?? handle.exit?.code).toMatch(/SIGTERM|0/)
  })

  test('waits for a reader that is slow, and loses nothing', async ({ crew }) => {
    const handle = crew.run(node(['flood 3'], { codec: lines() }), { holdFrames: 10 })
    await crew.enters('alive')
    let count = 0
    for await (const { text } of handle) {
      if (text.length === 1023) count += 1
      if (text === 'flooded') break
    }
    expect(count).toBe(3 * 1024)
    await handle.ended()
    expect(handle.finished).toBe(true)
  })

  test('that says what is no frame has broken the protocol, and is killed', async ({ crew }) => {
    const handle = crew.run(node(['say 12345', 'stay'], { codec: lines({ maxFrameBytes: 4 }) }), {
      restart: 'temporary',
    })
    await handle.ended()
    expect(handle.cause).toMatchObject({ kind: 'protocol' })
    expect(handle.exit).toMatchObject({ signal: 'SIGKILL' })
  })

  test('that does not read any more is told by its exit, and not by what could not be written', async ({
    crew,
  }) => {
    const handle = crew.run(node(['listen', 'say up'], { codec: lines() }), { restart: 'temporary' })
    await says(textsOf(handle), 'up')
    await handle.send('exit 4')
    const lost = await Promise.allSettled(Array.from({ length: 50 }, () => handle.send('x'.repeat(100_000))))
    await handle.ended()
    expect(handle.exit).toMatchObject({ code: 4 })
    expect(lost.some(({ status }) => status === 'rejected')).toBe(true)
  })
})

describe('What a command takes', () => {
  test('nothing is sent to one without a codec', async ({ crew }) => {
    const handle = crew.run(node(['stay']))
    await crew.enters('alive')
    await expect(handle.send('hello')).rejects.toMatchObject({ name: 'OptionError', option: 'payload' })
  })

  test.for<[string, () => unknown]>([
    ['file', () => command('')],
    ['codec', () => command('cat', [], { codec: raw() })],
    ['maxHeldBytes', () => command('cat', [], { maxHeldBytes: 0 })],
    ['keepBytes', () => command('cat', [], { keepBytes: -1 })],
    ['stdio', () => command('cat', [], JSON.parse('{"stdio":"pipe"}'))],
    ['output', () => command('cat', [], JSON.parse('{"output":"lose"}'))],
    ['group', () => command('cat', [], JSON.parse('{"group":1}'))],
    ['tellOutput', () => command('cat', [], JSON.parse('{"tellOutput":"no"}'))],
  ])('a bad %s is refused by name', ([option, use]) => {
    expect(use).toThrow(expect.objectContaining({ name: 'OptionError', option }))
  })
})
