/** How links begin, and listeners with them. */
import { expect, test } from 'vitest'
import { lines } from '../../../src/transport/framing.ts'
import type { Stage } from '../support/stage.ts'

export function opening({
  recorder,
  gate,
  gateFor,
  pair,
  until,
  settle,
  transport,
  nowhere,
  scheme,
  where,
  traits: { carries, end, listens, addresses },
}: Stage): void {
  test('A dial opens once at each end', async () => {
    const { near, far } = await pair()
    await settle()
    expect([near.log, far.log]).toEqual([['opened'], ['opened']])
  })

  where(addresses)('Each end knows the other by its address', async () => {
    const { gate, near, far } = await pair()
    expect(gate.endpoint).toBe(`${scheme()}://${near.link.peer}`)
    expect(far.link.peer).toMatch(/^[^:]+:\d+$/)
  })

  where(listens)('A dial that nobody listens to is refused and never opens', async () => {
    const near = recorder().dial(transport(await nowhere(), lines()))
    await until(() => near.isReleased)
    expect(near.log).toEqual(['ended refused', 'released'])
  })

  for (const way of ['destroy', 'close'] as const) {
    where(listens)(`A dial called off by ${way} is only released`, async () => {
      const gate = await gateFor(lines())
      const near = recorder().dial(transport(gate.endpoint, lines()))
      near.do(way, () => near.link[way]())
      await until(() => near.isReleased)
      await settle()
      expect(near.log).toEqual(['released'])
    })
  }

  where(listens)('A link that the listener turns away ends, and its listener goes on', async () => {
    const gate = await gateFor(lines(), null)
    for (const near of [recorder(), recorder()]) {
      near.dial(transport(gate.endpoint, lines()))
      await until(() => near.isReleased)
      expect(near.log.at(-2)).toMatch(
        new RegExp(`^ended (${carries === 'bytes' ? `${end}|reset` : `${end}|refused`})$`),
      )
    }
    expect(gate.log).toEqual(['listening'])
  })

  where(listens)('A listener on a port that is taken fails and is closed', async () => {
    const taken = await gateFor(lines())
    const late = gate(lines(), Number(taken.endpoint.split(':').at(-1)))
    await until(() => late.log.includes('closed'))
    expect(late.log).toEqual(['failed exhausted', 'closed'])
  })

  where(listens)('A closed listener accepts no more, and the links it accepted live on', async () => {
    const { gate, near, far } = await pair()
    gate.close()
    gate.close()
    await until(() => gate.log.includes('closed'))
    const late = recorder().dial(transport(gate.endpoint, lines()))
    await until(() => late.isReleased)
    near.send('still here')
    await until(() => far.texts.length > 0)
    expect(gate.log).toEqual(['listening', 'closed'])
    expect(late.log).toEqual(['ended refused', 'released'])
  })

  where(listens)('A listener closed at once is never heard listening', async () => {
    const hasty = gate()
    hasty.close()
    await until(() => hasty.log.includes('closed'))
    await settle()
    expect(hasty.log).toEqual(['closed'])
  })
}
