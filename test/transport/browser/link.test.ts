import { describe, expect, test } from 'vitest'
import { turn } from '../../../src/clock/turn.ts'
import { BrowserLink } from '../../../src/transport/browser/link.ts'
import { OptionError } from '../../../src/transport/transport.ts'
import { fakeBrowser } from '../support/fake-browser.ts'
import { Recorder } from '../support/recorder.ts'

const MIB = 1_048_576

/** A link whose socket has opened. */
function open(maxFrameBytes = MIB) {
  const dialled = dial(maxFrameBytes)
  dialled.socket.onopen?.()
  return dialled
}

function dial(maxFrameBytes = MIB) {
  const browser = fakeBrowser()
  const owner = new Recorder(() => {})
  const link = new BrowserLink(owner, browser, maxFrameBytes)
  owner.own(link)
  owner.do('connect', () => link.connect('ws://server/prices', []))
  return { ...browser, owner, link, socket: browser.latest() }
}

describe('A dial', () => {
  test('asks for messages as bytes', () => {
    expect(dial().socket.binaryType).toBe('arraybuffer')
  })

  test('that never opens was refused, whatever the browser hides behind 1006', () => {
    const { owner, socket } = dial()
    socket.onclose?.({ code: 1006, reason: '' })
    expect(owner.log).toEqual(['ended refused', 'released'])
    expect(owner.cause).toMatchObject({ by: 'peer', detail: expect.stringContaining('does not say') })
  })

  test('that the browser will not even make is a crash, told after the call', async () => {
    const error = new SyntaxError('subprotocol')
    const owner = new Recorder(() => {})
    const link = new BrowserLink(
      owner,
      {
        ...fakeBrowser(),
        connect: () => {
          throw error
        },
      },
      MIB,
    ) // prettier
    owner.own(link)
    owner.do('connect', () => link.connect('ws://server/', ['a', 'a']))
    await turn()
    expect(owner.log).toEqual(['ended crash', 'released'])
    expect(owner.cause).toMatchObject({ error })
  })

  test('called off while the socket connects lets go of it at once', async () => {
    const { owner, socket } = dial()
    owner.do('close', () => owner.link.close())
    await turn()
    expect([owner.log, socket.log]).toEqual([['released'], ['close']])
    expect(socket.onclose).toBeNull()
  })

  test('called off before its address was known never makes a socket', async () => {
    const browser = fakeBrowser()
    const owner = new Recorder(() => {})
    const link = new BrowserLink(owner, browser, MIB)
    owner.own(link).do('destroy', () => link.destroy())
    link.connect('ws://server/', [])
    link.fail({ kind: 'dns', by: 'network', detail: 'late' })
    await turn()
    expect([owner.log, browser.sockets]).toEqual([['released'], []])
  })
})

describe('An open link', () => {
  test('hands up text and bytes, and says which was which', () => {
    const { owner, socket } = open()
    const texts: boolean[] = []
    owner.frame = (data, ...rest: boolean[]) => {
      texts.push(...rest)
      owner.frames.push(data)
    }
    socket.message('grün')
    socket.message(new Uint8Array([1, 2]).buffer)
    expect(owner.frames).toEqual([new TextEncoder().encode('grün'), new Uint8Array([1, 2])])
    expect(texts).toEqual([true, false])
  })

  test.each([
    [1000, 'closed'],
    [1005, 'closed'],
    [1006, 'reset'],
    [1011, 'closed'],
    [4401, 'auth'],
  ])('that ends with %i was %s', (code, kind) => {
    const { owner, socket } = open()
    socket.onclose?.({ code, reason: 'so' })
    expect(owner.log).toEqual(['opened', `ended ${kind}`, 'released'])
  })

  test.each([
    [undefined, 1000],
    [{ kind: 'cancelled', by: 'us' } as const, 1000],
    [{ kind: 'auth', by: 'us', detail: 'no' } as const, 4403],
    [{ kind: 'protocol', by: 'peer', detail: 'no' } as const, 4002],
    [{ kind: 'silent', by: 'peer' } as const, 4011],
  ])('says goodbye with a code that a page may say: %o', (why, code) => {
    const { owner, socket } = open()
    owner.do('close', () => owner.link.close(why))
    owner.do('close', () => owner.link.close())
    expect(socket.log).toEqual([`close ${code}`])
    socket.onclose?.({ code: 1000, reason: '' })
    expect(owner.log).toEqual(['opened', 'released'])
  })

  test('that is destroyed while its goodbye goes unanswered is released at once', async () => {
    const { owner, socket, clock } = open()
    owner.send('last words', 'words')
    owner.link.close()
    owner.do('destroy', () => owner.link.destroy())
    await turn()
    expect([owner.log, owner.taken]).toEqual([['opened', 'released'], ['words cancelled']])
    expect([socket.onclose, socket.onmessage, clock.pending]).toEqual([null, null, 0])
  })

  test('counts what was flushed, and tells a drain', async () => {
    const { owner, link, socket, clock } = open()
    owner.send('hello', 'hello')
    expect([link.buffered, link.flushed]).toEqual([5, 0])
    socket.bufferedAmount = 0
    await clock.runAll()
    expect([link.buffered, link.flushed, owner.taken]).toEqual([0, 5, ['hello null']])
    expect(owner.log).toEqual(['opened', 'drained'])
  })

  test('has no drain to tell once it was destroyed by whoever was told that bytes were taken', async () => {
    const { owner, link, socket, clock } = open()
    link.write('hello', () => link.destroy())
    socket.bufferedAmount = 0
    await clock.runAll()
    await turn()
    expect(owner.log).toEqual(['opened', 'released'])
  })

  test('refuses a payload past its limit at the sender, counted in bytes', () => {
    const { link } = open(6)
    expect(link.encode('üüü')).toBe('üüü')
    expect(() => link.encode('üüüü')).toThrow(OptionError)
    expect(() => link.encode(new Uint8Array(7))).toThrow(/^payload: /)
  })

  test('hangs up with 4009 on a message past its limit', () => {
    const { owner, socket } = open(5)
    socket.message('short')
    socket.message('too long')
    expect(owner.log).toEqual(['opened', 'heard', 'frame short', 'heard', 'ended protocol', 'released'])
    expect(socket.log).toEqual(['close 4009'])
  })
})

describe('A paused link', () => {
  test('hears its peer all the same, and holds what it says', async () => {
    const { owner, link, socket } = open()
    owner.do('pause', () => link.pause())
    socket.message('a')
    expect(owner.log).toEqual(['opened', 'heard'])
    owner.do('resume', () => link.resume())
    socket.message('b')
    await turn()
    expect(owner.log.slice(2)).toEqual(['heard', 'frame a', 'frame b'])
  })

  test('holds 16 MiB; past that it is exhausted by us, at once, and says 4011', () => {
    const { owner, link, socket } = open()
    link.pause()
    const message = new ArrayBuffer(MIB - 64)
    for (let count = 0; count < 16; count += 1) socket.message(message)
    expect(owner.cause).toBeNull()
    socket.message('')
    expect(owner.cause).toMatchObject({ kind: 'exhausted', by: 'us' })
    expect(owner.log.slice(-2)).toEqual(['ended exhausted', 'released'])
    expect(socket.log).toEqual(['close 4011'])
  })

  test('has its room again when what was held has been read', async () => {
    const { owner, link, socket } = open()
    for (let round = 0; round < 3; round += 1) {
      link.pause()
      for (let count = 0; count < 16; count += 1) socket.message(new ArrayBuffer(MIB - 64))
      link.resume()
      await turn()
    }
    expect([owner.cause, owner.frames.length]).toEqual([null, 48])
  })

  test('that breaks off hands up what came before', async () => {
    const { owner, link, socket } = open(5)
    link.pause()
    socket.message('short')
    socket.message('too long')
    expect(owner.story).toEqual(['opened'])
    link.resume()
    await turn()
    expect(owner.story).toEqual(['opened', 'frame short', 'ended protocol', 'released'])
  })

  test('whose peer ends is told so at once when nothing is held', () => {
    const { owner, link, socket } = open()
    link.pause()
    socket.onclose?.({ code: 1001, reason: '' })
    expect(owner.log).toEqual(['opened', 'ended closed', 'released'])
  })
})
