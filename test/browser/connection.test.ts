/** A connection in a real browser, through its life, against a server that knows nothing of us. */
import { expect, test } from 'vitest'
import { until } from '../network/support/until.ts'
import { freePort } from '../support/free-port.ts'
import { expectTrusted } from './support/trusted.ts'
import { inChromium } from './support/world.ts'

const QUICK = {
  heartbeat: { everyMs: 150, timeoutMs: 200, misses: 3 },
  backoff: { firstMs: 50, maxMs: 200 },
}

/** The page's WebSockets from then on, in `page.sockets`; before the library hears that one is closed, `page.closing` is called. */
const KEEP_SOCKETS = `void (globalThis.WebSocket = class extends WebSocket {
  constructor(...rest) {
    super(...rest)
    page.sockets = [...(page.sockets ?? []), this]
    this.addEventListener('close', () => page.closing?.())
  }
})`

/** Sends once the latest socket is closing, and before the library hears that it is closed; what becomes of that. */
const SEND_WHILE_CLOSING = `new Promise((resolve) => {
  const socket = page.sockets.at(-1)
  let isSent = false
  const send = () => {
    if (isSent) return
    isSent = true
    page.connection.send('late').then(resolve, (error) => resolve(error.cause))
  }
  const look = () => {
    if (socket.readyState < WebSocket.CLOSING) setTimeout(look, 1)
    else send()
  }
  // A page that does not run for long may see no more of it than the end.
  page.closing = send
  look()
})`

inChromium('A connection in Chromium', (world) => {
  test('lives its whole life: alive, its frozen peer suspect and dead, dialled again, alive', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    await peer.says(/^got ping$/, 3)
    peer.freeze()
    const suspect = await tab.enters('suspect')
    const dead = await tab.enters('dead')
    expect(dead.cause).toEqual({ kind: 'silent', by: 'peer' })
    await tab.enters('connecting', 2)
    peer.thaw()
    await tab.enters('alive', 2)
    // Until it was frozen it was trusted.
    const doubt = tab.phases.at(tab.phases.indexOf(dead) - 1) ?? dead
    expectTrusted(tab.said.slice(0, tab.said.indexOf(doubt)), QUICK.heartbeat)
    expect(tab.path.slice(0, 6)).toEqual(['connecting', 'alive', 'suspect', 'dead', 'backoff', 'connecting'])
    // The suspicion may have come a tick late, the verdict does not make up for it.
    expect(dead.at - suspect.at).toBeGreaterThan(2 * 200 - 50)
    expect(await tab.run('page.connection.lastRttMs')).toBeGreaterThan(0)
    await tab.run('page.stop()')
    expect(tab.path.at(-1)).toBe('stopped')
    await peer.says(/^gone 1000$/)
    expect(tab.errors).toEqual([])
  })

  test('carries text and bytes both ways, and hands up no heartbeat', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    await tab.run(`page.connection.send('echo grün')`)
    await tab.run(`page.connection.send(new TextEncoder().encode('echo bytes'))`)
    // What has left the page may come to the peer later than an order does.
    await peer.says(/^got echo bytes$/)
    peer.tell('bytes \u0001')
    await peer.says(/^got ping$/, 2)
    await until('three frames have come', () => tab.frames.length >= 3)
    expect(tab.frames).toEqual([
      { kind: 'got', isText: true, length: 10, start: 'echo grün' },
      { kind: 'got', isText: false, length: 10, start: 'echo bytes' },
      { kind: 'got', isText: false, length: 1, start: '\u0001' },
    ])
  })

  test.each([
    [1000, { kind: 'closed', by: 'peer', code: 1000, planned: true }],
    [1001, { kind: 'closed', by: 'peer', code: 1001, planned: true }],
    [1008, { kind: 'closed', by: 'peer', code: 1008, planned: false }],
    [1009, { kind: 'closed', by: 'peer', code: 1009, planned: false }],
    [1011, { kind: 'closed', by: 'peer', code: 1011, planned: false }],
    [1012, { kind: 'closed', by: 'peer', code: 1012, planned: true }],
    [1013, { kind: 'closed', by: 'peer', code: 1013, planned: true }],
  ])('that its server closes with %i is dead of that, and comes back', async (code, cause) => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    peer.tell(`close ${code}`)
    expect((await tab.enters('dead')).cause).toEqual(cause)
    await tab.enters('alive', 2)
  })

  test('whose server said goodbye, and has still to hang up, sends it nothing more, and tells senders why', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.run(KEEP_SOCKETS)
    await tab.connect(url, { ...QUICK, heartbeat: { everyMs: 20, timeoutMs: 10_000, misses: 3 } })
    await tab.enters('alive')
    const sent = tab.run(SEND_WHILE_CLOSING)
    peer.tell('goodbye 1012')
    const cause = { kind: 'closed', by: 'peer', code: 1012, planned: true }
    expect((await tab.enters('dead')).cause).toEqual(cause)
    expect(await sent).toEqual(cause)
    expect(tab.complaints).toEqual([])
    await tab.enters('alive', 2)
  })

  test('that its server closes with 4401 is not let in, and does not come back', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    peer.tell('close 4401')
    expect((await tab.enters('failed')).cause).toMatchObject({ kind: 'auth', by: 'peer' })
    expectTrusted(tab.said, QUICK.heartbeat)
    expect(tab.path).toEqual(['connecting', 'alive', 'dead', 'failed'])
  })

  test('that is cut without a goodbye was reset', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    peer.tell('cut')
    expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'reset', by: 'network' })
    await tab.enters('alive', 2)
  })

  test('whose server is killed is reset, then refused, and comes back with the server', async () => {
    const { peer, url, port } = await world().peer(await freePort())
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    await peer.kill()
    expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'reset' })
    expect((await tab.enters('dead', 2)).cause).toMatchObject({ kind: 'refused', by: 'peer' })
    await world().peer(port)
    await tab.enters('alive', 2)
  })

  test.each([401, 403, 404, 503])(
    'whose upgrade is answered %i was refused: a browser does not say why',
    async (status) => {
      const { peer, url } = await world().peer()
      peer.tell(`answer ${status}`)
      await peer.says(/^answers/)
      const tab = await world().tab()
      await tab.connect(url, QUICK)
      expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'refused', by: 'peer' })
      await peer.says(/^answered/, 2)
      peer.tell('answer 101')
      await tab.enters('alive')
    },
  )

  test('sends what is longer than any buffer on the way, and is told when it has left', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, { ...QUICK, maxFrameBytes: 30_000_000 })
    await tab.enters('alive')
    // Beats wait behind what is sent, on a busy machine for longer than their answers may take.
    peer.tell('chat 20')
    await until('it is spoken to', () => tab.frames.length > 0)
    await tab.run(`page.connection.send('long '.repeat(4_000_000))`)
    await peer.says(/^got long/)
    expectTrusted(tab.said, QUICK.heartbeat)
    expect(tab.path).toEqual(['connecting', 'alive'])
  })

  test('whose peer does not read finds that bytes make no progress', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, {
      ...QUICK,
      writeTimeoutMs: 300,
      maxFrameBytes: 30_000_000,
      heartbeat: { everyMs: 60_000, timeoutMs: 60_000, misses: 1 },
    })
    await tab.enters('alive')
    peer.freeze()
    const sent = tab.run(`page.connection.send('long '.repeat(4_000_000)).catch((error) => error.cause)`)
    expect((await tab.enters('dead')).cause).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
    expect(await sent).toEqual({ kind: 'timeout', by: 'peer', of: 'write' })
    expect((await tab.enters('backoff')).at - (await tab.enters('dead')).at).toBeLessThan(1_000)
  })

  test('hangs up on a message past its limit, with the code that a page may say', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, { ...QUICK, maxFrameBytes: 10 })
    await tab.enters('alive')
    peer.tell('say short')
    peer.tell('say much too long')
    expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'protocol', by: 'peer' })
    expect(tab.frames.map(({ start }) => start)).toEqual(['short'])
    await peer.says(/^gone 4009$/)
  })

  test('that is paused hands up nothing, and when it goes on everything, in order', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    await tab.run('page.connection.pause()')
    const texts = Array.from({ length: 50 }, (_, index) => `number ${index}`)
    for (const text of texts) peer.tell(`say ${text}`)
    await peer.says(/^got ping$/, peer.said(/^got ping$/).length + 2)
    expect(tab.frames).toEqual([])
    await tab.run('page.connection.resume()')
    await until('all have come', () => tab.frames.length >= texts.length)
    expect(tab.frames.map(({ start }) => start)).toEqual(texts)
    expectTrusted(tab.said, QUICK.heartbeat)
    expect(tab.path).toEqual(['connecting', 'alive'])
  })

  test('that is paused for too much is exhausted: a browser cannot ask its peer to wait', async () => {
    const { peer, url } = await world().peer()
    const tab = await world().tab()
    await tab.connect(url, QUICK)
    await tab.enters('alive')
    await tab.run('page.connection.pause()')
    peer.tell('flood 17')
    expect((await tab.enters('dead')).cause).toMatchObject({ kind: 'exhausted', by: 'us' })
    await peer.says(/^gone 4011$/)
  })
})
