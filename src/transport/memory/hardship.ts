/** What can go wrong between and on the hosts of a memory network. Most calls answer their cure; conditions nest. */
import { type Cause, OptionError } from '../transport.ts'
import type { Road, Station, World } from './world.ts'

/** Ends a hardship. Calling it again does nothing. */
export type Cure = () => void

/** Every call throws an OptionError when it names a host that the network does not have: a typo would cure anything. */
export interface Hardship {
  /** Adds `ms`, finite and at least 0, to every one-way trip between two hosts. Several delays add up. */
  delay(a: string, b: string, ms: number): Cure
  /**
   * Cuts two hosts apart in silence: nothing arrives in either direction, nobody is told, dials hang. What was and is
   * sent meanwhile arrives after the cure, in order, as retransmission would have it.
   */
  cut(a: string, b: string): Cure
  /** The same in one direction only; no acknowledgements travel it either, so what comes the other way fills up. */
  cutOneWay(from: string, to: string): Cure
  /** Dials of `host` are refused: all of them, or those of one port. Open links stay. */
  refuse(host: string, port?: number): Cure
  /** Dials of `host` find no route. Open links stay. */
  unreachable(host: string): Cure
  /**
   * The listeners of `host` accept nothing: its kernel takes dials and as many bytes as the window allows, its process
   * sees neither. Links it had accepted before go on. The cure lets it see what waits.
   */
  mute(host: string): Cure
  /**
   * The process of `host` does not run (SIGSTOP): it hears nothing, what it writes, closes or destroys takes effect
   * after the thaw, and timers of the host's own `clock` wait. Its kernel goes on accepting dials and
   * bytes. After the thaw (SIGCONT) its overdue timers run first, then everything else it is owed arrives, in order.
   */
  freeze(host: string): Cure
  /** A reset strikes every connection between two hosts, at both ends, in the next event. */
  reset(a: string, b: string): void
  /** The process of `host` dies: its listeners fail and all its connections are reset. The host can be used again. */
  crash(host: string): void
}

export function hardshipsOf(world: World): Hardship {
  const host = (name: string): Station => stationNamed(world, name)
  const road = (from: string, to: string): Road => host(from).roadTo(host(to))
  return {
    delay(a, b, ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
        throw new OptionError('ms', `expected finite milliseconds of at least 0, got ${ms}`)
      }
      return install(world, roadsBetween(road(a, b), road(b, a)), (way, sign) => {
        way.delayMs += sign * ms
      })
    },
    cut(a, b) {
      return install(world, roadsBetween(road(a, b), road(b, a)), cutRoad)
    },
    cutOneWay(from, to) {
      return install(world, [road(from, to)], cutRoad)
    },
    refuse(name, port) {
      return install(world, [host(name)], (station, sign) => {
        if (port === undefined) station.refusesAll += sign
        else station.refusedPorts.set(port, (station.refusedPorts.get(port) ?? 0) + sign)
      })
    },
    unreachable(name) {
      return install(world, [host(name)], (station, sign) => {
        station.unreachable += sign
      })
    },
    mute(name) {
      return install(world, [host(name)], (station, sign) => {
        station.muted += sign
      })
    },
    freeze(name) {
      return install(world, [host(name)], (station, sign) => {
        station.frozen += sign
        if (station.frozen === 0) station.thaw()
      })
    },
    reset(a, b) {
      reset(world, host(a), host(b))
    },
    crash(name) {
      crash(host(name))
    },
  }
}

function stationNamed(world: World, name: string): Station {
  const station = world.stations.get(name)
  if (station !== undefined) return station
  throw new OptionError(
    'host',
    `no host is named ${name}; there are ${[...world.stations.keys()].join(', ')}`,
  )
}

/** Applies `change` with 1 now, and with −1 when it is cured. */
function install<T>(world: World, places: readonly T[], change: (place: T, sign: 1 | -1) => void): Cure {
  for (const place of places) change(place, 1)
  let isCured = false
  return () => {
    if (isCured) return
    isCured = true
    for (const place of places) change(place, -1)
    world.kick()
  }
}

function cutRoad(road: Road, sign: 1 | -1): void {
  road.cuts += sign
}

/** Both directions; one where a host talks to itself. */
function roadsBetween(there: Road, back: Road): readonly Road[] {
  return there === back ? [there] : [there, back]
}

function reset(world: World, a: Station, b: Station): void {
  const cause: Cause = { kind: 'reset', by: 'network', detail: 'connection reset on the way' }
  for (const wire of world.wires) {
    const isBetween =
      (wire.dialler === a && wire.acceptor === b) || (wire.dialler === b && wire.acceptor === a)
    if (isBetween) wire.sever(cause)
  }
}

function crash(station: Station): void {
  const cause: Cause = { kind: 'reset', by: 'network', detail: `the process on ${station.name} died` }
  for (const wire of [...station.world.wires]) wire.orphan(station, cause)
  for (const door of [...station.doors.values()]) door.crash(cause)
}
