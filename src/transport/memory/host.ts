/** What a program sees of the host that it runs on. */
import type { Clock, Timer } from '../../clock/clock.ts'
import { checkKnown } from '../endpoint.ts'
import { type Link, type Listener, OptionError, type Transport } from '../transport.ts'
import { openDoor } from './door.ts'
import { cutOf, encodeAs, FORM_OPTIONS, type FormOptions, formOf } from './form.ts'
import { type Address, dial } from './wire.ts'
import type { Station } from './world.ts'

/** Where a host of the network listens. */
export interface MemoryListenOptions extends FormOptions {
  /** 0 for any that is free. */
  readonly port: number
}

/** Whom a host of the network dials. */
export interface MemoryDialOptions extends FormOptions {
  /** `host:port`. */
  readonly to: string
}

/**
 * What runs on a host. It is handed the host as its process knows it: after a crash, timers, links and listeners that it
 * made there are dead, and new ones cannot be made.
 */
export type Program = (host: MemoryHost) => void

/** One host of the network: an address of its own, and a process that can be frozen, and die. */
export interface MemoryHost {
  /** Its name, by which others dial it. */
  readonly name: string
  /** The network's clock, as the process of this host feels it: its timers do not run while the host is frozen. */
  readonly clock: Clock
  /** @throws OptionError naming the option that cannot be used; the port is a whole number from 0 to 65,535. */
  listen(options: MemoryListenOptions): Listener
  /** @throws OptionError naming the option that cannot be used; `to` is `host:port`. */
  dial(options: MemoryDialOptions): Transport
  /** Runs `program` now (after the thaw, or the cure, of a host that does not run), and again in each new life. */
  start(program: Program): void
  /**
   * Called by a program in the middle of its work: it computes for `ms`, finite and at least 0. Its own clock is past that
   * at once; what it writes after the call leaves, and what is due or arrives meanwhile is seen, when the time is over.
   */
  compute(ms: number): void
}

/**
 * @param isOver whether nobody can use it any more: the process that was handed it has died. Default: whenever there is no
 * process.
 */
export function hostOf(station: Station, isOver = () => station.isDown): MemoryHost {
  return {
    name: station.name,
    clock: station.clock,
    listen(options) {
      checkKnown(options, ['port', ...FORM_OPTIONS])
      const { port } = options
      const form = formOf(options)
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new OptionError('port', `expected a whole number from 0 to 65535, got ${port}`)
      }
      if (form.delivers === 'messages') station.deliversMessages = true
      return {
        name: 'memory',
        endpoint: `memory://${station.name}:${port}`,
        cut: cutOf(form),
        encode: (payload) => encodeAs(form, payload),
        listen: (owner) => (isOver() ? { close() {} } : openDoor(station, port, form, owner)),
      }
    },
    dial(options) {
      checkKnown(options, ['to', ...FORM_OPTIONS])
      const { to } = options
      const form = formOf(options)
      const address = parseAddress(to)
      if (form.delivers === 'messages') station.deliversMessages = true
      return {
        name: 'memory',
        endpoint: `memory://${to}`,
        cut: cutOf(form),
        encode: (payload) => encodeAs(form, payload),
        dial: (owner) => (isOver() ? NO_LINK : dial(station, address, form, owner)),
      }
    },
    start(program) {
      station.start(() => program(lifeOf(station)))
    },
    compute(ms) {
      if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
        throw new OptionError('ms', `expected finite milliseconds of at least 0, got ${ms}`)
      }
      if (!isOver()) station.compute(ms)
    },
  }
}

/** The host as the process sees it that lives there now. */
function lifeOf(station: Station): MemoryHost {
  const { incarnation, clock } = station
  const isOver = (): boolean => station.isDown || station.incarnation !== incarnation
  return {
    ...hostOf(station, isOver),
    clock: {
      now: () => clock.now(),
      wall: () => clock.wall(),
      after: (delayMs, task) => (isOver() ? NO_TIMER : clock.after(delayMs, task)),
    },
  }
}

const NO_TIMER: Timer = { cancel() {} }

/** What the dead get who dial. */
const NO_LINK: Link = {
  peer: null,
  buffered: 0,
  flushed: 0,
  encode: (payload) => payload,
  write() {},
  pause() {},
  resume() {},
  close() {},
  destroy() {},
}

function parseAddress(to: string): Address {
  const colon = to.lastIndexOf(':')
  const port = Number(to.slice(colon + 1))
  if (colon < 1 || colon === to.length - 1 || !Number.isInteger(port) || port < 1) {
    throw new OptionError('to', `expected host:port, got ${JSON.stringify(to)}`)
  }
  return { host: to.slice(0, colon), port }
}
