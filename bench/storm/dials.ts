/** Counts dials where all client libraries make them, whatever they say of it: where a socket begins to connect. */
import { Socket } from 'node:net'

/** Tells the time of each from now on, in ms since the epoch. Called once, before any library is loaded. */
export function watchDials(dialled: (at: number) => void): void {
  const { connect } = Socket.prototype
  Socket.prototype.connect = function watched(this: Socket, ...how: unknown[]): Socket {
    dialled(performance.timeOrigin + performance.now())
    return Reflect.apply(connect, this, how)
  }
}

/** The most that any stretch of `ms` saw, both ends included; times in order. */
export function peakOf(times: readonly number[], ms: number): number {
  let first = 0
  return times.reduce((most, at, index) => {
    while ((times[first] ?? 0) < at - ms) first += 1
    return Math.max(most, index - first + 1)
  }, 0)
}
