import { describe, expect, test } from 'vitest'
import { TappedSorter } from '../../../src/inspector/frames/tapped-sorter.ts'
import { pingPong } from '../../../src/machines/protocol.ts'
import { sorterFor } from '../../../src/machines/sorter.ts'
import { raw } from '../../../src/transport/framing.ts'
import type { Cut, Sorter, SorterOwner } from '../../../src/transport/transport.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function scene(inner: Sorter | null) {
  const passed: string[] = []
  const owned: string[] = []
  const owner: SorterOwner = {
    awaitedPongs: 1,
    ponged: () => void owned.push('ponged'),
    pinged: (pong) => void owned.push(`pinged ${String(pong)}`),
    business: (data, isText) =>
      void owned.push(`${isText ? 'text' : 'bytes'} ${new TextDecoder().decode(data)}`),
  }
  const sorter = new TappedSorter(inner, (isBeat, data) => {
    passed.push(`${isBeat ? 'beat' : 'frame'} ${new TextDecoder().decode(data)}`)
  })
  const sort = (...frames: string[]): void => {
    for (const frame of frames) sorter.sort(utf8(frame), true, owner)
  }
  return { passed, owned, owner, sorter, sort }
}

const ours = (cut: Cut) => sorterFor({ pong: 'pong', answers: pingPong.answers ?? [] }, cut)()

describe('What a connection receives', () => {
  test('goes by as it was sorted, heartbeats marked, and its owner hears the same', () => {
    const { passed, owned, sort } = scene(ours('whole'))
    sort('hello', 'pong', 'ping', 'pongs')
    expect(passed).toEqual(['frame hello', 'beat pong', 'beat ping', 'frame pongs'])
    expect(owned).toEqual(['text hello', 'ponged', 'pinged pong', 'text pongs'])
  })

  test('is all business where there are no heartbeats', () => {
    const { passed, owned, sort, sorter, owner } = scene(null)
    sort('ping')
    sorter.flush(owner)
    expect([passed, owned, sorter.held]).toEqual([['frame ping'], ['text ping'], 0])
  })

  test('of a raw stream is told apart within a chunk; which bytes were a beat only where it was all of it', () => {
    const { passed, owned, sort, sorter, owner } = scene(ours(raw().cut))
    sort('pong', 'ponghello', 'pi')
    expect(passed[0]).toBe('beat pong')
    expect(passed.slice(1)).toEqual(['beat ', 'frame hello'])
    expect(sorter.held).toBe(2)
    sorter.flush(owner)
    expect(passed.at(-1)).toBe('frame pi')
    expect(owned).toHaveLength(passed.length)
  })

  test('is told even where a pattern of the user’s throws, which its owner hears of', () => {
    const throwing: Sorter = {
      held: 0,
      sort(data, isText, owner) {
        owner.business(data, isText)
        throw new Error('a bug')
      },
      flush() {},
    }
    const { passed, sort } = scene(throwing)
    expect(() => sort('hello')).toThrow('a bug')
    expect(passed).toEqual(['frame hello'])
  })
})
