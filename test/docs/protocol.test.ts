/** What PROTOCOL.md says of bytes and numbers is what the code does. */
import { describe, expect, test } from 'vitest'
import {
  type Codec,
  type HeartbeatOptions,
  type HeartbeatProtocol,
  heartbeatLine,
  heartbeatWord,
  jsonValues,
  lengthPrefixed,
  lines,
  listenOnly,
  pingPong,
  protocolPing,
  raw,
  systemClock,
} from '../../src/index.ts'
import { adaptive, phi } from '../../src/machines/detector/index.ts'
import { connectPlan } from '../../src/machines/options.ts'
import { checkProtocol, isTransportPing } from '../../src/machines/protocol.ts'
import { Wheels } from '../../src/machines/world.ts'
import { heldLimit } from '../../src/transport/port/port-link.ts'
import { checkTimeout } from '../../src/transport/tls/listener.ts'
import { causeOfClose } from '../../src/transport/websocket/close.ts'
import { whole } from '../support/carriers.ts'
import { codeIn, paper, tableOf, tables } from './support/markdown.ts'

const protocol = paper('PROTOCOL.md')

describe('the heartbeats of PROTOCOL.md', () => {
  const known: Readonly<Record<string, HeartbeatProtocol>> = {
    pingPong,
    heartbeatWord,
    heartbeatLine,
    listenOnly,
    protocolPing,
  }

  test('say the words that are written there', () => {
    const { rows } = tableOf(protocol, 'protocol')
    const written = rows.map((row) => row.map((cell) => codeIn(cell)[0] ?? null))
    expect(written).toEqual(
      Object.entries(known).map(([name, { beat, pong, answers }]) => [
        name,
        // The transport's own ping has no words.
        isTransportPing(beat) ? null : beat,
        pong,
        answers?.[0]?.ping ?? null,
        answers?.[0]?.pong ?? null,
      ]),
    )
  })

  test('can be one of the user’s own, as it is written there', () => {
    const passage = /^Your own is[\s\S]*?\n\n/m.exec(protocol)?.[0]
    // Written here once more, where the compiler reads it.
    const own: HeartbeatProtocol = { beat: 'PING 1', pong: 'PONG 1', answers: [{ ping: 'noop', pong: 'ok' }] }
    const byFunction: HeartbeatProtocol = { beat: null, pong: (frame) => frame[0] === 0x0a }
    expect(codeIn(passage)).toContain(
      "{ beat: 'PING 1', pong: 'PONG 1', answers: [{ ping: 'noop', pong: 'ok' }] }",
    )
    expect(codeIn(passage)).toContain('pong: (frame) => frame[0] === 0x0a')
    expect(() => checkProtocol(own, raw())).not.toThrow()
    expect(() => checkProtocol(byFunction, whole)).not.toThrow()
    expect(() => checkProtocol(byFunction, raw())).toThrow('heartbeat.protocol.pong')
  })
})

describe('the codecs of PROTOCOL.md', () => {
  const wire = (codec: Codec, payload: string): string =>
    Buffer.from(codec.encode(payload)).toString('latin1')
  /** By the first column: the wire form of a payload, and of another. */
  const shown: Readonly<Record<string, () => void>> = {
    'lines()': () => expect(wire(lines(), 'payload')).toBe('payload\n'),
    'raw()': () => expect(wire(raw(), 'payload')).toBe('payload'),
    'lengthPrefixed()': () => expect(wire(lengthPrefixed(), 'payload')).toBe('\0\0\0\x07payload'),
    'jsonValues()': () => {
      expect(wire(jsonValues(), '{"a":1}')).toBe('{"a":1}')
      expect(wire(jsonValues(), '42')).toBe('42\n')
    },
  }

  test('are those that there are, and write what is written there', () => {
    const named = tableOf(protocol, 'codec').rows.map(([codec]) => codeIn(codec)[0] ?? '')
    expect(named).toEqual(Object.keys(shown))
    for (const show of Object.values(shown)) show()
    expect(lines().maxFrameBytes).toBe(1_048_576)
  })
})

describe('the numbers of PROTOCOL.md', () => {
  const plan = connectPlan({ heartbeat: { protocol: pingPong } }, whole)
  const seconds: Readonly<Record<string, number>> = {
    everyMs: plan.heartbeat?.everyMs ?? 0,
    timeoutMs: plan.heartbeat?.limits.suspectMs ?? 0,
    frameTimeoutMs: plan.frameTimeoutMs,
    closeTimeoutMs: plan.closeTimeoutMs,
    handshakeTimeoutMs: checkTimeout(undefined),
  }

  test('are the defaults', () => {
    const written = [...protocol.matchAll(/`(\w+Ms)` \((\d+) s\)/g)].map(([, name = '', s]) => [
      name,
      Number(s) * 1_000,
    ])
    expect(Object.fromEntries(written)).toEqual(seconds)
    expect(protocol).toContain(`\`misses\` (${plan.heartbeat?.misses})`)
  })

  test('say what is held of ports and workers that cannot be told to wait', () => {
    expect(protocol).toContain(`\`maxHeldBytes\` (${heldLimit({}) / 1_048_576} MiB)`)
  })

  test('add up to the bound', () => {
    const { everyMs = 0, misses = 0, limits } = plan.heartbeat ?? {}
    const { suspectMs = 0, deadMs = 0 } = limits ?? {}
    expect(everyMs + deadMs).toBe(everyMs + misses * suspectMs)
    expect(protocol).toContain(
      `t + everyMs + misses × timeoutMs      (${(everyMs + misses * suspectMs) / 1_000} s by default)`,
    )
    const { rows } = tableOf(protocol, 'late by')
    expect(rows.map(([, , byDefault]) => byDefault)).toEqual(
      [suspectMs, deadMs].map((ms) => `${ms / 1_000} s`),
    )
  })

  test('are what misses are short for', () => {
    const timeoutMs = 5_000
    const n = 7
    const short = connectPlan({ heartbeat: { protocol: pingPong, timeoutMs, misses: n } }, whole)
    // Written here once more, where the compiler reads it.
    const suspect = { forMs: (n - 1) * timeoutMs, probes: n - 1 }
    expect(protocol.replaceAll(/\s+/g, ' ')).toContain(
      '`misses: n` is short for `suspect: { forMs: (n − 1) × timeoutMs, probes: n − 1 }`',
    )
    const long = connectPlan({ heartbeat: { protocol: pingPong, timeoutMs, suspect } }, whole)
    expect(long.heartbeat?.limits).toEqual(short.heartbeat?.limits)
    expect(long.heartbeat?.misses).toBe(n)
  })

  test('are the ticks', () => {
    const sentence = /^A tick is .*$/m.exec(protocol)?.[0] ?? ''
    const [usual, fine, finer, finest, ...shorter] = [...sentence.matchAll(/\d+/g)].map(Number)
    const wheels = new Wheels(systemClock, () => {})
    const tickOf = (closeTimeoutMs: number) => wheels.for(connectPlan({ closeTimeoutMs }, whole)).tickMs
    expect(shorter.flatMap((ms) => [tickOf(ms), tickOf(ms - 1)])).toEqual([
      ...[usual, fine],
      ...[fine, finer],
      ...[finer, finest],
    ])
  })
})

describe('the detectors of PROTOCOL.md', () => {
  test('are those that there are, and keep to the limits', () => {
    const named = tableOf(protocol, '`detector`').rows.map(([name]) => codeIn(name)[0] ?? '')
    const known: Readonly<Record<string, Required<HeartbeatOptions>['detector']>> = {
      "'fixed'": 'fixed',
      'phi()': phi(),
      'adaptive()': adaptive(),
      "'none'": 'none',
    }
    expect(named).toEqual(Object.keys(known))
    for (const detector of Object.values(known)) {
      const { heartbeat } = connectPlan({ heartbeat: { protocol: pingPong, detector } }, whole)
      expect(heartbeat?.limits).toEqual({ suspectMs: 5_000, deadMs: 15_000 })
    }
  })
})

describe('the transports of PROTOCOL.md', () => {
  test('are entries of the package', () => {
    const { exports }: { exports: object } = JSON.parse(paper('package.json'))
    for (const [entry = ''] of tableOf(protocol, 'entry').rows) {
      expect(codeIn(entry)).not.toEqual([])
      for (const name of codeIn(entry))
        expect(Object.keys(exports)).toContain(name.replace(/^pulsetree/, '.'))
    }
  })

  test('take close codes for what is written there', () => {
    const [, passage = ''] = /\*\*Close codes heard:\*\*([\s\S]*?)\n- /.exec(protocol) ?? []
    const clauses = passage.split(';').map((clause) => [...clause.matchAll(/\b\d{4}\b/g)].map(Number))
    const [planned = [], auth = [], reset = []] = clauses
    expect(planned.map((code) => causeOfClose(code, ''))).toEqual(
      planned.map((code) => ({ kind: 'closed', by: 'peer', code, planned: true })),
    )
    expect(auth.map((code) => causeOfClose(code, '').kind)).toEqual(['auth', 'auth', 'auth'])
    expect(reset.map((code) => causeOfClose(code, '').kind)).toEqual(['reset'])
    expect(planned).toHaveLength(4)
    expect(causeOfClose(1011, '')).toMatchObject({ kind: 'closed', planned: false })
  })
})

test('the tables of PROTOCOL.md are shown by GitHub as they were meant', () => {
  for (const { head, rows } of tables(protocol)) {
    for (const row of rows) expect(row, `the row ${row[0]}`).toHaveLength(head.length)
  }
})
