/** What an inspector can be told, checked at the door. */
import { isIP } from 'node:net'
import { ableOption, checkOptions, choiceOption, hookOption, nameOption } from '../machines/check.ts'
import { checkHostPort } from '../transport/endpoint.ts'
import { OptionError, refuse } from '../transport/transport.ts'
import { type Beside, Parts } from './beside/parts.ts'
import { makeToken } from './door/token.ts'
import type { ActName } from './wire.ts'

/** Where the page is served, and to whom. */
export interface DoorOptions {
  /** From 0 to 65,535; 0, the default, is any free one. */
  readonly port?: number
  /** Default 127.0.0.1. Where others than this machine can come, `token` has to be given, too. */
  readonly host?: string
  /**
   * What whoever opens the page has to know: it is in the address. From 16 characters on, of `A-Z a-z 0-9 _ -`. Default:
   * a new one for each run, of 24 random bytes.
   */
  readonly token?: string
  /**
   * Further origins that the page is reached by, such as `https://ops.example.com` of a proxy. Default none: the page is
   * taken from the server's own address alone.
   */
  readonly origins?: readonly string[]
}

/** A frame as it is shown to a rule. */
export interface SeenFrame {
  /** Whose it is. */
  readonly id: string
  /** Whether the peer sent it, or we did. */
  readonly way: 'in' | 'out'
  /** Whether it is a heartbeat, or the answer to one. */
  readonly isBeat: boolean
  /** Its bytes, not to be changed. */
  readonly bytes: Uint8Array
  /** The same as text; null where it is not UTF-8. */
  readonly text: string | null
}

/** What may be shown of a frame, as text; null keeps it back, and only its length is told. What it throws keeps it back, too. */
export type FrameRule = (frame: SeenFrame) => string | null

/** A hardship that can be inflicted from the page. */
export interface OfferedHardships {
  /** Unique among them. */
  readonly name: string
  /** What its button says. */
  readonly label: string
  /** The ids that it can be done to just now; asked for often, so it should be quick. */
  ids(): readonly string[]
  /** Does it; what it throws, or rejects with, is told to whoever asked. */
  inflict(id: string): void | Promise<void>
}

/** Where the page is served, and what it may show and do. */
export interface InspectOptions extends DoorOptions {
  /** What whoever looks may do to what is in the tree. Default none. */
  readonly allow?: readonly ActName[]
  /** Hardships that can be inflicted from the page: for demonstrations. Default none. */
  readonly hardships?: readonly OfferedHardships[]
  /**
   * Whether contents of frames may be asked for: all of them, or what a function makes of each. They leave the process only
   * while somebody looks at them, 256 bytes of each at most. Default false.
   */
  readonly frames?: boolean | FrameRule
  /**
   * Breakers, pools and registries to show beside the tree, by what they are to be called: 64 at most. They are looked at
   * twice a second while somebody looks, and left alone else. Default none.
   */
  readonly beside?: Readonly<Record<string, Beside>>
}

/** Where the page is served, checked. */
export interface DoorPlan {
  readonly port: number
  readonly host: string
  readonly token: string
  readonly origins: readonly string[]
}

/** What may be shown of frames: everything, or what a rule makes of them. */
export type FramePlan = FrameRule | 'all'

/** The whole, checked. */
export interface InspectPlan {
  readonly door: DoorPlan
  readonly acts: readonly ActName[]
  readonly hardships: readonly OfferedHardships[]
  /** Null: no contents, whatever is asked for. */
  readonly frames: FramePlan | null
  readonly beside: Parts
}

const DOOR_KEYS = ['port', 'host', 'token', 'origins'] as const
const ACTS: readonly ActName[] = ['stop', 'restart', 'reconnect']

/** @throws OptionError naming the option that cannot be used. */
export function inspectPlan(options: InspectOptions): InspectPlan {
  checkOptions('inspect', options, [...DOOR_KEYS, 'allow', 'hardships', 'frames', 'beside'])
  const { allow = [], hardships = [] } = options
  return {
    door: doorOf(options),
    acts: listOf('allow', allow).map((act) => choiceOption('allow', act, ACTS)),
    hardships: hardshipsOf(listOf('hardships', hardships)),
    frames: framesOf(options.frames),
    beside: new Parts(options.beside ?? {}),
  }
}

/** @throws OptionError naming the option that cannot be used. */
export function doorPlan(options: DoorOptions): DoorPlan {
  checkOptions('inspectFile', options, DOOR_KEYS)
  return doorOf(options)
}

function doorOf({ port = 0, host = '127.0.0.1', token, origins = [] }: DoorOptions): DoorPlan {
  const place = checkHostPort({ host, port }, 0)
  if (token === undefined && !isLoopback(host)) {
    throw new OptionError('token', `is needed where others than this machine can come: ${host}`)
  }
  return {
    ...place,
    token: token === undefined ? makeToken() : tokenOf(token),
    origins: listOf('origins', origins).map(originOf),
  }
}

/** Whether only this machine reaches it. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** What came is not shown: it is a secret. */
function tokenOf(token: string): string {
  if (typeof token === 'string' && /^[\w-]{16,}$/.test(token)) return token
  throw new OptionError('token', 'expected at least 16 characters of A-Z, a-z, 0-9, _ and -')
}

function originOf(origin: string): string {
  const url = typeof origin === 'string' && URL.canParse(origin) ? new URL(origin) : null
  if (url?.origin === origin && (url.protocol === 'http:' || url.protocol === 'https:')) return origin
  return refuse('origins', 'origins such as https://ops.example.com', origin)
}

function hardshipsOf(hardships: readonly OfferedHardships[]): readonly OfferedHardships[] {
  const names = new Set<string>()
  for (const [index, hardship] of hardships.entries()) {
    const { name, label } = ableOption(`hardships[${index}]`, hardship, 'ids', 'inflict')
    nameOption(`hardships[${index}].label`, label)
    if (names.has(nameOption(`hardships[${index}].name`, name))) {
      throw new OptionError(`hardships[${index}].name`, `there is one called ${name} already`)
    }
    names.add(name)
  }
  return hardships
}

function framesOf(frames: InspectOptions['frames'] = false): FramePlan | null {
  if (typeof frames === 'boolean') return frames ? 'all' : null
  return hookOption('frames', frames) ?? null
}

function listOf<T>(name: string, list: readonly T[]): readonly T[] {
  return Array.isArray(list) ? list : refuse(name, 'a list', list)
}
