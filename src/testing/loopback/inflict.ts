/** From hardship as data to what happens to real sockets and processes. */
import { OptionError } from '../../transport/cause.ts'
import type { Hardship } from '../hardship.ts'
import type { Healing } from '../scenario/play.ts'
import type { Host } from './host.ts'
import type { Lane } from './lane.ts'
import type { Road } from './road.ts'

/** What hardship works on. */
export interface Places {
  /** @throws OptionError when there is no such host. */
  host(name: string): Host
  road(from: string, to: string): Road
  /** The directions of open connections that take this road. */
  lanesOn(road: Road): Lane[]
  /** Every connection between the two, whoever dialled. */
  reset(a: string, b: string): void
}

/** The cure of what happens and is over. */
const OVER: Healing = () => {}

/** @throws OptionError naming what cannot be had on loopback, with the reason. */
export function inflictOn(places: Places, hardship: Hardship): Healing {
  switch (hardship.kind) {
    case 'delay': {
      const { ms, jitterMs = 0 } = hardship
      return onRoads(roadsOf(places, hardship), (road) => into(road.delays, { ms, jitterMs }))
    }
    case 'bandwidth': {
      const { bytesPerSecond } = hardship
      return onRoads(roadsOf(places, hardship), (road) => into(road.limits, { bytesPerSecond }))
    }
    case 'cut':
      if (hardship.onlyOpen === true) return cutOpen(places, roadsOf(places, hardship))
      return cutAll(roadsOf(places, hardship))
    case 'partition':
      return cutAll(roadsOf(places, hardship))
    case 'reset':
      places.reset(...hardship.between)
      return OVER
    case 'frames': {
      const { share, verdict } = hardship
      if (verdict.kind !== 'delay' && verdict.kind !== 'cut' && verdict.kind !== 'reset') {
        throw new OptionError('verdict', `${verdict.kind}: TCP repeats, orders and checks what it carries`)
      }
      return onRoads(roadsOf(places, hardship), (road) => into(road.judgements, { share, verdict }))
    }
    case 'refuse':
      return refuse(places.host(hardship.host), hardship.port)
    case 'mute': {
      const host = places.host(hardship.host)
      host.muted += 1
      return () => {
        host.muted -= 1
      }
    }
    case 'slow reader': {
      const { bytesPerSecond } = hardship
      return into(places.host(hardship.host).readLimits, { bytesPerSecond })
    }
    case 'crash':
      return places.host(hardship.host).crash()
    case 'freeze':
      return places.host(hardship.host).freeze()
    case 'stall':
      places.host(hardship.host).stall(hardship.ms)
      return OVER
    case 'unreachable':
    case 'sleep':
    case 'clock jump':
      throw new OptionError('kind', `${hardship.kind}: ${IMPOSSIBLE[hardship.kind]}`)
  }
}

const IMPOSSIBLE = {
  unreachable: 'on loopback there is always a route; `refuse` or `cut` it',
  sleep: 'the whole machine would be suspended; try it in a virtual world',
  'clock jump': 'the clock of the whole machine would be set; try it in a virtual world',
}

interface OnTheWay {
  readonly between: readonly [from: string | readonly string[], to: string | readonly string[]]
  readonly oneWay?: boolean
}

function roadsOf(places: Places, { between: [from, to], oneWay = false }: OnTheWay): Set<Road> {
  const roads = new Set<Road>()
  for (const a of [from].flat()) {
    for (const b of [to].flat()) {
      roads.add(places.road(a, b))
      if (!oneWay) roads.add(places.road(b, a))
    }
  }
  return roads
}

function onRoads(roads: ReadonlySet<Road>, install: (road: Road) => Healing): Healing {
  const cures = [...roads].map(install)
  return () => {
    for (const cure of cures) void cure()
  }
}

function cutAll(roads: ReadonlySet<Road>): Healing {
  return onRoads(roads, (road) => {
    road.cuts += 1
    return () => {
      road.cuts -= 1
    }
  })
}

function cutOpen(places: Places, roads: ReadonlySet<Road>): Healing {
  const lanes = [...roads].flatMap((road) => places.lanesOn(road))
  for (const lane of lanes) lane.cuts += 1
  return () => {
    for (const lane of lanes) lane.cuts -= 1
  }
}

function into<T extends object>(conditions: Set<T>, condition: T): Healing {
  conditions.add(condition)
  return () => {
    conditions.delete(condition)
  }
}

function refuse(host: Host, port: number | undefined): Healing {
  const count = (sign: 1 | -1): void => {
    if (port === undefined) host.refusesAll += sign
    else host.refusedPorts.set(port, (host.refusedPorts.get(port) ?? 0) + sign)
  }
  count(1)
  return () => count(-1)
}
