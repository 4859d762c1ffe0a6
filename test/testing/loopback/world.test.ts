import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Hardship } from '../../../src/testing/hardship.ts'
import { type LoopbackWorldOptions, loopbackWorld } from '../../../src/testing/loopback/index.ts'
import { scenario } from '../../../src/testing/scenario/builder.ts'
import { playScenario } from '../../../src/testing/scenario/play.ts'
import { TestProcess } from '../../support/process.ts'
import { dialled, echo, meanwhile, opened, Target } from './support/sockets.ts'

const between = ['us', 'server'] as const
const ECHO = {
  command: process.execPath,
  args: [
    '-e',
    "const s = require('net').createServer((c) => c.on('error', () => {}).pipe(c)).listen(0, '127.0.0.1', () => console.log(s.address().port))",
  ],
  port: 'printed',
} as const

describe('A loopback world', () => {
  test('leads to a program through a port of its own, and takes hardship and cure', async () => {
    await using world = await loopbackWorld({ hosts: { us: 'here', server: ECHO } })
    const way = await world.way('us', 'server')
    expect([way.endpoint, way.host, way.links]).toEqual([`tcp://127.0.0.1:${way.port}`, '127.0.0.1', 0])
    await using end = await opened(way.port)
    end.socket.write('a')
    await end.until(({ text }) => text === 'a')
    const heal = await world.inflict({ kind: 'cut', between })
    end.socket.write('b')
    await using hanging = dialled(way.port)
    await meanwhile()
    expect([end.text, hanging.socket.connecting, way.links]).toEqual(['a', true, 1])
    await heal()
    await heal()
    await end.until(({ text }) => text === 'ab')
    await hanging.until(({ socket }) => !socket.connecting)
    expect(hanging.fate).toBeNull()
  })

  test('lets programs crash, and refuses their dials until they are back', async () => {
    await using world = await loopbackWorld({ hosts: { us: 'here', server: ECHO } })
    const { port } = await world.way('us', 'server')
    const pid = world.pid('server')
    await using end = await opened(port)
    end.socket.write('a')
    await end.until(({ text }) => text === 'a')
    const heal = await world.inflict({ kind: 'crash', host: 'server' })
    await end.until(({ fate }) => fate !== null)
    await using refused = await opened(port)
    expect([refused.fate, world.pid('server')]).toEqual(['ECONNREFUSED', undefined])
    await heal()
    await using again = await opened(port)
    again.socket.write('b')
    await again.until(({ text }) => text === 'b')
    expect([typeof pid, world.pid('server') === pid, world.said('server')]).toEqual([
      'number',
      false,
      expect.stringMatching(/^\d+\n$/),
    ])
  })

  test('cuts what is open, and lets new dials pass', async () => {
    await using target = await Target.open(echo)
    await using world = await loopbackWorld({ hosts: { us: 'here', server: { at: { port: target.port } } } })
    const { port } = await world.way('us', 'server')
    await using old = await opened(port)
    old.socket.write('a')
    await old.until(({ text }) => text === 'a')
    const heal = await world.inflict({ kind: 'cut', between, onlyOpen: true })
    old.socket.write('b')
    await using young = await opened(port)
    young.socket.write('c')
    await young.until(({ text }) => text === 'c')
    expect(old.text).toBe('a')
    await heal()
    await old.until(({ text }) => text === 'ab')
  })

  test('has ways of programs that are started when they know where to dial', async () => {
    await using target = await Target.open()
    await using world = await loopbackWorld({ hosts: { us: 'here', device: 'later' } })
    const way = await world.way('device', 'us', target.port)
    const args = ['-e', `require('net').connect(${way.port}, '127.0.0.1').end('hello')`]
    await world.start('device', { command: process.execPath, args })
    const end = await target.next()
    await end.until(({ fate }) => fate !== null)
    expect(end.text).toBe('hello')
  })

  test('plays a scenario by the clock on the wall', async () => {
    await using target = await Target.open(echo)
    await using world = await loopbackWorld({ hosts: { us: 'here', server: { at: { port: target.port } } } })
    const { port } = await world.way('us', 'server')
    await using end = await opened(port)
    end.socket.write('a')
    await end.until(({ text }) => text === 'a')
    const began = world.clock.now()
    const played = scenario('one')
      .at(20, { kind: 'refuse', host: 'server' })
      .at(40, { kind: 'reset', between })
      .lasts(60)
    await playScenario(played, world)
    expect(world.clock.now() - began).toBeGreaterThanOrEqual(59)
    await end.until(({ fate }) => fate !== null)
    await using again = await opened(port)
    expect(again.fate).toBeNull()
  })

  test('Closed, it has ended its programs, freed its ports, and does nothing more', async () => {
    const world = await loopbackWorld({ hosts: { us: 'here', server: ECHO } })
    const { port } = await world.way('us', 'server')
    const heal = await world.inflict({ kind: 'crash', host: 'server' })
    await Promise.all([world.close(), world.close()])
    await heal()
    expect(world.pid('server')).toBeUndefined()
    await using refused = await opened(port)
    expect(refused.fate).toBe('ECONNREFUSED')
    await expect(world.inflict({ kind: 'cut', between })).rejects.toThrow('this world is closed')
    await expect(world.way('us', 'server')).rejects.toThrow('this world is closed')
  })

  test('Forgotten, it keeps no process running, and leaves no program behind', async () => {
    const program = fileURLToPath(new URL('./support/forgetful.ts', import.meta.url))
    await using forgetful = new TestProcess(['--import', 'tsx', program])
    const { status } = await forgetful.ended
    const pid = Number(forgetful.lines[0])
    expect([status, forgetful.stderr, pid > 0]).toEqual([0, '', true])
    const isAlive = (): boolean => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    // Its signal is on its way; init collects it.
    while (isAlive()) await new Promise((resolve) => setImmediate(resolve))
  })
})

describe('Refused by name:', () => {
  test('hosts that there are not, and ports that nobody said', async () => {
    await using world = await loopbackWorld({ hosts: { us: 'here', them: 'here' } })
    await expect(world.way('us', 'server')).rejects.toThrow(
      'host: no host is named server; there are us, them',
    )
    await expect(world.way('us', 'them')).rejects.toThrow('port: nobody said where them listens')
    await expect(world.way('us', 'them', 0)).rejects.toThrow('port: expected a whole number from 1 to 65535')
    await expect(world.start('them', ECHO)).rejects.toThrow('host: them is not free for a program')
    const bad: Hardship[] = [
      { kind: 'mute', host: 'server' },
      { kind: 'reset', between },
      { kind: 'partition', between: [['us'], ['server']] },
    ]
    for (const hardship of bad) {
      await expect(world.inflict(hardship)).rejects.toThrow('host: no host is named server')
    }
    await expect(world.inflict({ kind: 'delay', between: ['us', 'them'], ms: -1 })).rejects.toThrow(
      'ms: expected a number of at least 0, got -1',
    )
  })

  test.each<[Record<string, unknown>, string]>([
    [{ hosts: {}, seed: 1 }, 'seed: no such option'],
    [{ hosts: 'us' }, 'hosts: expected an object'],
    [{ hosts: { us: 'there' } }, "hosts.us: expected 'here', 'later', a program or { at }, got there"],
    [{ hosts: { us: { command: '' } } }, 'hosts.us.command: expected what to run'],
    [{ hosts: { us: { command: 'x', arg: [] } } }, 'hosts.us.arg: no such option'],
    [{ hosts: { us: { command: 'x', args: 'y' } } }, 'hosts.us.args: expected a list'],
    [{ hosts: { us: { command: 'x', port: 0 } } }, 'hosts.us.port: expected a whole number from 1 to 65535'],
    [{ hosts: { us: { at: { port: 0 } } } }, 'port: expected a whole number from 1 to 65535'],
    [{ hosts: { us: { at: { port: 1 }, more: 1 } } }, 'hosts.us.more: no such option'],
    [{ hosts: {}, windowBytes: 0 }, 'windowBytes: expected a whole number'],
    [{ hosts: {}, maxLinks: 0 }, 'maxLinks: expected a whole number'],
  ])('%j', async (options, message) => {
    const given: LoopbackWorldOptions = JSON.parse(JSON.stringify(options))
    await expect(loopbackWorld(given)).rejects.toThrow(message)
  })

  test('a program that does not start; nothing of the others is left', async () => {
    const ends = { command: process.execPath, args: ['-e', '0'], port: 'printed' } as const
    await expect(loopbackWorld({ hosts: { us: 'here', a: ECHO, b: ends } })).rejects.toThrow(
      'ended before it listened',
    )
  })
})
