/** How links end, whoever ends them. */
import { expect, test } from 'vitest'
import { jsonValues, lines } from '../../../src/transport/framing.ts'
import { fill, type Stage } from '../support/stage.ts'

export function ending({
  gateFor,
  pair,
  withStranger,
  until,
  settle,
  rawClient,
  where,
  traits: { carries, end, pieces, backPressure, resets, listens },
}: Stage): void {
  test(`A peer's orderly end is ${end}, and both ends are released`, async () => {
    const { near, far } = await pair()
    near.do('close', () => near.link.close())
    await until(() => near.isReleased && far.isReleased)
    // The goodbye of a protocol is an arrival of its own; a FIN is none.
    const heard = carries === 'bytes' ? 'log' : 'story'
    expect(near[heard]).toEqual(['opened', 'released'])
    expect(far[heard]).toEqual(['opened', `ended ${end}`, 'released'])
  })

  where(carries === 'bytes')('A FIN completes what only an end can complete', async () => {
    const { near, peer } = await withStranger(jsonValues())
    peer.write('1 2')
    peer.fin()
    await until(() => near.isReleased)
    expect(near.texts).toEqual(['1', '2'])
    expect(near.log.slice(-3)).toEqual(['frame 2', `ended ${end}`, 'released'])
  })

  where(pieces)('An unfinished frame is no frame when the stream ends', async () => {
    const { near, peer } = await withStranger()
    peer.write('half')
    await until(() => near.log.includes('partial true'))
    peer.fin()
    await until(() => near.isReleased)
    expect(near.story).toEqual(['opened', 'partial true', `ended ${end}`, 'released'])
  })

  where(backPressure)('A close sends everything that was written before', async () => {
    const { near, peer } = await withStranger()
    peer.pause()
    fill(near, 'last')
    near.link.close()
    near.link.close()
    peer.resume()
    await until(() => near.isReleased && peer.ends.includes('closed'))
    expect(peer.received.endsWith('the last\n')).toBe(true)
    expect(peer.ends).toEqual(['fin', 'closed'])
    expect([near.taken, near.story.filter((line) => line !== 'drained')]).toEqual([
      ['last null'],
      ['opened', 'released'],
    ])
  })

  where(resets)('A reset is told as reset, then released', async () => {
    const { near, peer } = await withStranger()
    peer.reset()
    await until(() => near.isReleased)
    expect(near.log).toEqual(['opened', 'ended reset', 'released'])
  })

  where(resets)('A reset that answers our close is no news', async () => {
    const { near, peer } = await withStranger()
    peer.pause()
    near.link.close()
    await settle()
    peer.reset()
    await until(() => near.isReleased)
    expect(near.log).toEqual(['opened', 'released'])
  })

  test('A link can be destroyed however often; it is released once, and the peer learns of it', async () => {
    const { near, far } = await pair()
    near.do('destroy', () => near.link.destroy())
    near.do('destroy', () => near.link.destroy())
    near.do('close', () => near.link.close())
    await until(() => near.isReleased && far.isReleased)
    near.link.destroy()
    await settle()
    expect(near.log).toEqual(['opened', 'released'])
    expect(far.log.at(-2)).toMatch(new RegExp(`^ended (${end}|reset)$`))
  })

  test.each(['opened', 'heard', 'frame a', ...(pieces ? ['partial true'] : []), `ended ${end}`])(
    'An owner that destroys the link when it hears %s is only released after',
    async (moment) => {
      const { near, peer } = await withStranger(lines(), (link, line) => {
        if (line === moment) link.destroy()
      })
      peer.write(pieces ? 'a\nb\nhalf' : 'a\nb\n')
      if (moment === `ended ${end}`) peer.fin()
      await until(() => near.isReleased)
      await settle()
      expect(near.log.slice(-2)).toEqual([moment, 'released'])
    },
  )

  where(listens && pieces && resets)(
    'A stranger that dials, leaves half a frame and resets costs one link',
    async () => {
      const gate = await gateFor(lines())
      const stranger = await rawClient(gate.endpoint)
      stranger.write('hal')
      await until(() => gate.accepts[0]?.log.includes('partial true') ?? false)
      stranger.reset()
      await until(() => gate.first.isReleased)
      expect(gate.first.story).toEqual(['opened', 'partial true', 'ended reset', 'released'])
    },
  )
}
