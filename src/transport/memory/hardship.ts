/** How hardships come and go. Conditions are counted where they hold, so that they nest. */
import { OptionError } from '../transport.ts'
import type { Judging } from './court.ts'
import type { Cure, Hardships } from './hardships.ts'
import { befallsStreams, type Judge, PASS, streamError } from './verdict.ts'
import type { Road, Station, World } from './world.ts'

export function hardshipsOf(world: World): Hardships {
  const host = (name: string): Station => stationNamed(world, name)
  const road = (from: string, to: string): Road => host(from).roadTo(host(to))
  /** Both directions, one where a host talks to itself, or where one is asked for. */
  const roads = (a: string, b: string, oneWay = false): readonly Road[] =>
    oneWay || a === b ? [road(a, b)] : [road(a, b), road(b, a)]
  const install = <T>(places: readonly T[], change: Change<T>): Cure => installed(world, places, change)
  const judged = (places: readonly Road[], judge: Judge): Cure => {
    const judging: Judging = { judge, cut: new Set() }
    for (const place of places) place.court.seat(judging)
    return once(() => {
      for (const place of places) place.court.unseat(judging)
      for (const pipe of judging.cut) pipe.cuts -= 1
      world.kick()
    })
  }
  const forTime = (ms: number, cure: Cure): Cure => {
    const timer = world.clock.after(ms, cure)
    return () => {
      timer.cancel()
      cure()
    }
  }
  const down = (name: string): Cure => {
    const station = host(name)
    if (!station.isDown) station.die()
    station.downs += 1
    return once(() => {
      station.downs -= 1
      if (!station.isDown) station.boot()
    })
  }
  return {
    delay(a, b, ms, { jitterMs = 0, oneWay } = {}) {
      checkSpan('ms', ms)
      checkSpan('jitterMs', jitterMs)
      return install(roads(a, b, oneWay), (way, sign) => way.slow(sign > 0 ? 'add' : 'remove', ms, jitterMs))
    },
    bandwidth(a, b, bytesPerSecond, { oneWay } = {}) {
      checkRate(bytesPerSecond, 1)
      return install(roads(a, b, oneWay), ({ limits, lane }, sign) => {
        limits[sign > 0 ? 'add' : 'remove'](bytesPerSecond)
        lane.limit(limits.least)
      })
    },
    cut: (a, b) => install(roads(a, b), cutRoad),
    cutOneWay: (from, to) => install(roads(from, to, true), cutRoad),
    cutOpen(a, b, { oneWay } = {}) {
      const places = roads(a, b, oneWay)
      const pipes = [...world.wires].flatMap((wire) => places.flatMap((place) => wire.pipeOn(place) ?? []))
      return install(pipes, (pipe, sign) => {
        pipe.cuts += sign
      })
    },
    frames(a, b, share, verdict, { oneWay } = {}) {
      const places = roads(a, b, oneWay)
      if (!(share >= 0 && share <= 1)) {
        throw new OptionError('share', `expected a share from 0 to 1, got ${share}`)
      }
      if ('ms' in verdict) checkSpan('verdict.ms', verdict.ms)
      const sparesStreams = !befallsStreams(verdict)
      if (sparesStreams && !places.some(({ from, to }) => from.deliversMessages || to.deliversMessages)) {
        throw streamError(verdict.kind)
      }
      return judged(places, ({ delivers }) => {
        const isSpared = sparesStreams && delivers === 'stream'
        return !isSpared && world.random() < share ? verdict : PASS
      })
    },
    judge: (from, to, judge) => judged([road(from, to)], judge),
    refuse(name, port) {
      if (port !== undefined) checkPort(port)
      return install([host(name)], (station, sign) => {
        if (port === undefined) station.refusesAll += sign
        else station.refusedPorts.set(port, (station.refusedPorts.get(port) ?? 0) + sign)
      })
    },
    unreachable: (name) =>
      install([host(name)], (station, sign) => {
        station.unreachable += sign
      }),
    mute: (name) =>
      install([host(name)], (station, sign) => {
        station.muted += sign
      }),
    slowReader(name, bytesPerSecond) {
      checkRate(bytesPerSecond, 0)
      return install([host(name)], (station, sign) => {
        station.paces[sign > 0 ? 'add' : 'remove'](bytesPerSecond)
        station.readsPerSecond = station.paces.least
      })
    },
    freeze: (name) => install([host(name)], freeze),
    stall(name, ms) {
      checkSpan('ms', ms)
      return forTime(ms, install([host(name)], freeze))
    },
    sleep(name, ms) {
      checkSpan('ms', ms)
      return forTime(ms, install([host(name)], sleep))
    },
    jumpWall(name, ms) {
      if (!Number.isFinite(ms)) throw new OptionError('ms', `expected finite milliseconds, got ${ms}`)
      host(name).clock.setWall(ms)
    },
    reset(a, b) {
      reset(world, host(a), host(b))
    },
    down,
    crash(name) {
      down(name)()
    },
  }
}

/** `sign` is 1 when it begins and −1 when it is cured. */
type Change<T> = (place: T, sign: 1 | -1) => void

function installed<T>(world: World, places: readonly T[], change: Change<T>): Cure {
  for (const place of places) change(place, 1)
  return once(() => {
    for (const place of places) change(place, -1)
    world.kick()
  })
}

function once(cure: Cure): Cure {
  let isCured = false
  return () => {
    if (isCured) return
    isCured = true
    cure()
  }
}

function stationNamed(world: World, name: string): Station {
  const station = world.stations.get(name)
  if (station !== undefined) return station
  const names = [...world.stations.keys()].join(', ')
  throw new OptionError(
    'host',
    `no host is named ${name}; there are ${names || 'none yet: host(name) makes one'}`,
  )
}

function checkSpan(option: string, ms: number): void {
  if (ms >= 0 && ms < Number.POSITIVE_INFINITY) return
  throw new OptionError(option, `expected finite milliseconds of at least 0, got ${ms}`)
}

function checkRate(bytesPerSecond: number, least: number): void {
  if (bytesPerSecond >= least && bytesPerSecond < Number.POSITIVE_INFINITY) return
  throw new OptionError(
    'bytesPerSecond',
    `expected a finite number of at least ${least}, got ${bytesPerSecond}`,
  )
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return
  throw new OptionError('port', `expected a whole number from 0 to 65535, got ${port}`)
}

function cutRoad(road: Road, sign: 1 | -1): void {
  road.cuts += sign
}

function freeze(station: Station, sign: 1 | -1): void {
  station.frozen += sign
  if (station.frozen === 0) station.thaw()
}

function sleep(station: Station, sign: 1 | -1): void {
  station.asleep += sign
  if (station.asleep > 0) station.clock.fallAsleep()
  else station.clock.wake()
  freeze(station, sign)
}

function reset(world: World, a: Station, b: Station): void {
  for (const wire of world.wires) {
    const isBetween =
      (wire.dialler === a && wire.acceptor === b) || (wire.dialler === b && wire.acceptor === a)
    if (isBetween) wire.sever()
  }
}
