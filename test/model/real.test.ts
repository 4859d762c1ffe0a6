/**
 * The walks of `connection.test.ts`, over real sockets against peers that know nothing of us. Several are taken at the same
 * time; one for which this machine was too slow is taken again.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrowPaths } from '../../src/testing/index.ts'
import { Tarpit } from '../../src/testing/loopback/tarpit.ts'
import { freePort } from '../support/free-port.ts'
import {
  acceptedModel,
  dialledModel,
  handshakeModel,
  type Sight,
  stateKey,
  stateKeyWithoutAttempts,
} from './connection.model.ts'
import { isLeftOut, type Ports, RealRig, TooSlow } from './real.rig.ts'
import { overTcp, overWebSocket } from './real-carriers.ts'

interface Path {
  readonly steps: readonly {
    readonly event: { readonly type: string }
    readonly state: { readonly context: Sight }
  }[]
}

/** Walks at the same time. */
const AT_ONCE = 40
const MOST_TRIES = 6
/** tcpmux, of which nobody has heard for decades. */
const CLOSED_PORT = 1

let ports: Ports
let tarpit: Tarpit

beforeAll(async () => {
  tarpit = new Tarpit()
  const hanging = await freePort()
  tarpit.take('127.0.0.1', hanging)
  ports = { closed: CLOSED_PORT, hanging }
})

afterAll(() => tarpit.close())

describe.each([overTcp, overWebSocket])('Over real $name', (carrier) => {
  test('a dialled connection shows what its specification says on every arrow', async () => {
    const paths = arrowPaths(dialledModel(2, 2), { keyOf: stateKey })
    const { walked, arrows } = await walkAll(paths, async () => {
      const rig = new RealRig(carrier, ports)
      await rig.dial({ misses: 2, attempts: 2 })
      return rig
    })
    expect(walked).toBe(paths.length)
    expect(arrows).toBe(arrowsOf(paths).size)
  }, 120_000)

  test('an accepted connection shows what its specification says on every arrow', async () => {
    const paths = arrowPaths(acceptedModel(2), { keyOf: stateKey })
    const { walked, arrows } = await walkAll(paths, async () => {
      const rig = new RealRig(carrier, ports)
      await rig.accept({ misses: 2 })
      return rig
    })
    expect(walked).toBe(paths.length)
    expect(arrows).toBe(arrowsOf(paths).size)
  }, 120_000)

  test('a connection whose hook decides shows what its specification says on every arrow', async () => {
    const paths = arrowPaths(handshakeModel(), { keyOf: stateKeyWithoutAttempts })
    const { walked, arrows } = await walkAll(paths, async () => {
      const rig = new RealRig(carrier, ports)
      await rig.dial({ misses: 1, hasHook: true })
      return rig
    })
    expect(walked).toBe(paths.length)
    expect(arrows).toBe(arrowsOf(paths).size)
  }, 120_000)
})

/** Takes all walks; answers how many, and how many different arrows were really taken. */
async function walkAll(
  paths: readonly Path[],
  begin: () => Promise<RealRig>,
): Promise<{ walked: number; arrows: number }> {
  const waiting = [...paths]
  const taken: Path[] = []
  const walkOn = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      await walk(path, begin)
      taken.push(path)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walkOn))
  return { walked: taken.length, arrows: arrowsOf(taken).size }
}

async function walk({ steps }: Path, begin: () => Promise<RealRig>): Promise<void> {
  const words = steps.slice(1).map(({ event }) => event.type)
  for (let tries = 1; ; tries += 1) {
    const rig = await begin()
    try {
      for (const [nth, { event, state }] of steps.entries()) {
        const before = steps[nth - 1]
        if (before !== undefined) await rig.happen(event.type, before.state.context)
        await rig.compare(state.context, event.type)
      }
      return await rig.finish()
    } catch (error) {
      await rig.abandon()
      if (!(error instanceof TooSlow)) throw new Error(`on the walk ${words.join(', ')}`, { cause: error })
      if (tries === MOST_TRIES) throw new Error(`this machine is too slow for the walk ${words.join(', ')}`)
    }
  }
}

/** Arrows that paths take, but for those left out. */
function arrowsOf(paths: readonly Path[]): Set<string> {
  const arrows = new Set<string>()
  for (const { steps } of paths) {
    for (const [nth, { event }] of steps.entries()) {
      const before = steps[nth - 1]
      if (before === undefined || isLeftOut(event.type)) continue
      arrows.add(`${JSON.stringify(before.state.context)} ${event.type}`)
    }
  }
  return arrows
}
