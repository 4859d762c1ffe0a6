import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { edgeSorterFor } from '../../../src/transport/framing/edges.ts'
import type { Heartbeats, Sorter } from '../../../src/transport/transport.ts'
import { Findings } from '../../support/findings.ts'

const pingPong: Heartbeats = { pong: 'pong', answers: [{ ping: 'ping', pong: 'pong' }] }

const utf8 = (text: string) => new TextEncoder().encode(text)

function sorted(
  heartbeats: Heartbeats,
  awaited: number,
  ...chunks: readonly string[]
): { findings: Findings; sorter: Sorter } {
  const sorter = edgeSorterFor(heartbeats)()
  const findings = new Findings(awaited)
  for (const chunk of chunks) sorter.sort(utf8(chunk), false, findings)
  return { findings, sorter }
}

describe('on a raw stream', () => {
  test.each<{ situation: string; awaited: number; chunks: string[]; found: string[]; held?: string }>([
    { situation: 'an answer alone', awaited: 1, chunks: ['pong'], found: ['pong'] },
    {
      situation: 'an answer glued before business',
      awaited: 1,
      chunks: ['pongorder 42'],
      found: ['pong', '“order 42”'],
    },
    {
      situation: 'an answer glued behind business',
      awaited: 1,
      chunks: ['order 42pong'],
      found: ['“order 42”', 'pong'],
    },
    { situation: 'an answer in two pieces', awaited: 1, chunks: ['po', 'ng'], found: ['pong'] },
    { situation: 'an answer in four pieces', awaited: 1, chunks: ['p', 'o', 'n', 'g'], found: ['pong'] },
    {
      situation: 'an answer that begins behind business and ends before other business',
      awaited: 1,
      chunks: ['order 42po', 'ngorder 43'],
      found: ['“order 42”', 'pong', '“order 43”'],
    },
    { situation: 'a beat of the peer’s', awaited: 0, chunks: ['ping'], found: ['ping → pong'] },
    {
      situation: 'a beat of the peer’s on either side of business',
      awaited: 0,
      chunks: ['pingorder 42ping'],
      found: ['ping → pong', '“order 42”', 'ping → pong'],
    },
    {
      situation: 'beats one after another',
      awaited: 0,
      chunks: ['pingpingping'],
      found: ['ping → pong', 'ping → pong', 'ping → pong'],
    },
    {
      situation: 'beats one after another behind business',
      awaited: 0,
      chunks: ['xpingping'],
      found: ['“x”', 'ping → pong', 'ping → pong'],
    },
    {
      situation: 'a beat and an answer in one',
      awaited: 1,
      chunks: ['pingpong'],
      found: ['ping → pong', 'pong'],
    },
    {
      situation: 'an answer and a beat in one',
      awaited: 1,
      chunks: ['pongping'],
      found: ['pong', 'ping → pong'],
    },
    {
      situation: 'a heartbeat inside business',
      awaited: 1,
      chunks: ['aponga pinga'],
      found: ['“aponga pinga”'],
    },
    { situation: 'what only begins like an answer', awaited: 1, chunks: ['po', 'etry'], found: ['“poetry”'] },
    {
      situation: 'what begins like an answer, twice',
      awaited: 1,
      chunks: ['pop', 'ong'],
      found: ['“po”', 'pong'],
    },
    { situation: 'an answer nobody waits for', awaited: 0, chunks: ['pong'], found: ['“pong”'] },
    {
      situation: 'the beginning of an answer nobody waits for',
      awaited: 0,
      chunks: ['xpo'],
      found: ['“xpo”'],
    },
    { situation: 'the beginning of an answer', awaited: 1, chunks: ['xpo'], found: ['“x”'], held: 'po' },
    { situation: 'the beginning of a beat', awaited: 0, chunks: ['xpi'], found: ['“x”'], held: 'pi' },
    { situation: 'the beginning of both', awaited: 1, chunks: ['xp'], found: ['“x”'], held: 'p' },
    {
      situation: 'two answers although one is awaited',
      awaited: 1,
      chunks: ['pongpong'],
      found: ['pong', '“pong”'],
    },
    {
      situation: 'two answers behind business although one is awaited',
      awaited: 1,
      chunks: ['xpongpong'],
      found: ['“xpong”', 'pong'],
    },
    {
      situation: 'two answers that are both awaited',
      awaited: 2,
      chunks: ['pongpong'],
      found: ['pong', 'pong'],
    },
    {
      situation: 'an answer and a beat behind business',
      awaited: 1,
      chunks: ['xpongping'],
      found: ['“x”', 'pong', 'ping → pong'],
    },
    { situation: 'nothing', awaited: 1, chunks: [''], found: [] },
    { situation: 'nothing, while something is held', awaited: 1, chunks: ['po', '', 'ng'], found: ['pong'] },
  ])('$situation is found', ({ awaited, chunks, found, held = '' }) => {
    const { findings, sorter } = sorted(pingPong, awaited, ...chunks)
    // Business that was cut in pieces is still the same business.
    expect(merged(findings.log)).toEqual(found)
    expect(sorter.held).toBe(held.length)
    sorter.flush(findings)
    expect(merged(findings.log)).toEqual(merged(held === '' ? found : [...found, `“${held}”`]))
    expect(sorter.held).toBe(0)
  })

  test('a longer heartbeat is not taken for the shorter one it begins with', () => {
    const protocol: Heartbeats = {
      pong: null,
      answers: [
        { ping: 'ping', pong: '1' },
        { ping: 'pingpong', pong: '2' },
      ],
    }
    expect(sorted(protocol, 0, 'pingpong').findings.log).toEqual(['ping → 2'])
    expect(sorted(protocol, 0, 'apingpong').findings.log).toEqual(['“a”', 'ping → 2'])
  })

  test('the longest beginning is held back, whichever heartbeat it may become', () => {
    const protocol: Heartbeats = {
      pong: null,
      answers: [
        { ping: 'aab', pong: '1' },
        { ping: 'ab', pong: '2' },
      ],
    }
    expect(sorted(protocol, 0, 'xaa', 'b').findings.log).toEqual(['“x”', 'ping → 1'])
  })

  test('what was taken for a heartbeat at the front is not the beginning of another one', () => {
    const protocol: Heartbeats = { pong: null, answers: [{ ping: 'aba', pong: '1' }] }
    const { findings, sorter } = sorted(protocol, 0, 'abab')
    expect(findings.log).toEqual(['ping → 1', '“b”'])
    expect(sorter.held).toBe(0)
  })

  test('heartbeats are bytes: half a character is held back and completed', () => {
    const protocol: Heartbeats = { pong: 'é' }
    const sorter = edgeSorterFor(protocol)()
    const findings = new Findings(1)
    sorter.sort(utf8('é').subarray(0, 1), false, findings)
    expect(sorter.held).toBe(1)
    sorter.sort(utf8('é').subarray(1), false, findings)
    expect(findings.log).toEqual(['pong'])
  })

  test('each connection holds back its own bytes', () => {
    const make = edgeSorterFor(pingPong)
    const [one, other] = [make(), make()]
    const findings = new Findings(1)
    one.sort(utf8('po'), false, findings)
    other.sort(utf8('ng'), false, findings)
    expect([one.held, other.held]).toEqual([2, 0])
    expect(findings.log).toEqual(['“ng”'])
  })

  test('bytes held back are a copy: the chunk they came in may be reused', () => {
    const sorter = edgeSorterFor(pingPong)()
    const findings = new Findings(1)
    const chunk = utf8('po')
    sorter.sort(chunk, false, findings)
    chunk.fill(0)
    sorter.sort(utf8('et'), false, findings)
    expect(findings.text).toBe('poet')
  })

  test('what was held back is handed up as bytes, as all of a raw stream is', () => {
    const { findings, sorter } = sorted(pingPong, 1, 'po')
    const handedUp: boolean[] = []
    findings.business = (_data: Uint8Array, text?: boolean) => handedUp.push(text ?? true)
    sorter.flush(findings)
    expect(handedUp).toEqual([false])
  })

  test('flushing nothing hands up nothing', () => {
    const { findings, sorter } = sorted(pingPong, 1, 'x')
    sorter.flush(findings)
    sorter.flush(findings)
    expect(findings.log).toEqual(['“x”'])
  })
})

describe('whatever the business, as long as no heartbeat stands in it', () => {
  /** Words that share letters with heartbeats, so that beginnings are held back often. */
  const business = fc
    .array(fc.constantFrom('p', 'po', 'pon', 'pi', 'n', 'g', 'x', '42 '), { maxLength: 6 })
    .map((words) => words.join(''))
  const event = fc.record({
    text: business,
    beat: fc.constantFrom('', '', 'ping', 'pong'),
    at: fc.constantFrom('front', 'back'),
  })
  const stream = fc.array(event, { maxLength: 12 })

  test('it comes out unchanged and in order, heartbeats at the edges of chunks taken out', () => {
    fc.assert(
      fc.property(stream, (events) => {
        const sorter = edgeSorterFor(pingPong)()
        const findings = new Findings(Infinity)
        let sent = ''
        let beats = 0
        for (const { text, beat, at } of events) {
          sorter.sort(utf8(at === 'front' ? beat + text : text + beat), false, findings)
          // A sentinel ends what was held, so that no heartbeat arises across two chunks.
          sorter.sort(utf8('|'), false, findings)
          // What stands at an edge and reads like a heartbeat is one, whoever wrote it.
          fc.pre(
            !/p[io]ng/.test(text) &&
              !/p[io]ng/.test((at === 'front' ? beat + text : text + beat).slice(1, -1)),
          )
          sent += `${text}|`
          beats += beat === '' ? 0 : 1
        }
        sorter.flush(findings)
        expect(findings.text).toBe(sent)
        expect(findings.log.filter((entry) => !entry.startsWith('“'))).toHaveLength(beats)
      }),
    )
  })

  test('it comes out unchanged however it is cut, when nobody beats', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        business.map((text) => text.replaceAll(/p[io]ng/g, 'x')),
        cuts,
        (text, lengths) => {
          fc.pre(!/p[io]ng/.test(text))
          const sorter = edgeSorterFor(pingPong)()
          const findings = new Findings(Infinity)
          let from = 0
          for (let index = 0; from < text.length; index += 1) {
            const length = lengths[index % lengths.length] ?? 1
            sorter.sort(utf8(text.slice(from, from + length)), false, findings)
            from += length
          }
          sorter.flush(findings)
          expect(findings.text).toBe(text)
          expect(findings.log.every((entry) => entry.startsWith('“'))).toBe(true)
        },
      ),
    )
  })

  test('no byte of any stream is lost or doubled, heartbeats counted in', () => {
    const pieces = fc.constantFrom('ping', 'pong', 'p', 'pi', 'po', 'n', 'ng', 'g', 'x', ' ')
    const chunks = fc.array(
      fc.array(pieces, { maxLength: 4 }).map((all) => all.join('')),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(chunks, fc.nat(3), (all, awaited) => {
        const { findings, sorter } = sorted(pingPong, awaited, ...all)
        sorter.flush(findings)
        const out = findings.log
          .map((entry) => (entry.startsWith('“') ? entry.slice(1, -1) : entry === 'pong' ? 'pong' : 'ping'))
          .join('')
        expect(out).toBe(all.join(''))
        expect(findings.log.filter((entry) => entry === 'pong').length).toBeLessThanOrEqual(awaited)
      }),
      { numRuns: 500 },
    )
  })
})

/** Neighbouring pieces of business as one. */
function merged(log: readonly string[]): string[] {
  const out: string[] = []
  for (const entry of log) {
    const last = out.at(-1)
    if (last?.startsWith('“') && entry.startsWith('“'))
      out[out.length - 1] = `${last.slice(0, -1)}${entry.slice(1)}`
    else out.push(entry)
  }
  return out
}
