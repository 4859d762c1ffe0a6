/** Endpoints as they are typed, and the transports behind them. */
import { type Codec, type Listener, OptionError, type Transport } from '../index.ts'
import { tcp } from '../transport/tcp.ts'
import { notYet, UsageError } from './usage.ts'
import { quoted } from './values.ts'

/** Schemes that the command line knows and this version does not speak. */
const LATER = ['tls://', 'unix:', 'ws://', 'wss://']

/** @throws UsageError naming the endpoint. */
export function dialled(endpoint: string, codec: Codec): Transport {
  return opened(endpoint, () => tcp(endpoint, { codec }))
}

/** @throws UsageError naming the endpoint. */
export function listened(endpoint: string, codec: Codec): Listener {
  return opened(endpoint, () => tcp.listen(endpoint, { codec }))
}

function opened<T>(endpoint: string, make: () => T): T {
  if (LATER.some((scheme) => endpoint.startsWith(scheme))) throw notYet(endpoint)
  if (!endpoint.startsWith('tcp://')) {
    throw new UsageError(quoted(endpoint), 'unknown endpoint; expected tcp://host:port')
  }
  try {
    return make()
  } catch (error) {
    if (error instanceof OptionError) throw new UsageError(quoted(endpoint), problemOf(error))
    throw error
  }
}

/** What an OptionError says, without the name of the library's option. */
export function problemOf(error: OptionError): string {
  return error.message.slice(`${error.option}: `.length)
}

/** Ids of endpoints: the endpoint itself; named again, `#2`, `#3`, … behind it. */
export function idsOf(endpoints: readonly string[]): string[] {
  const times = new Map<string, number>()
  return endpoints.map((endpoint) => {
    const time = (times.get(endpoint) ?? 0) + 1
    times.set(endpoint, time)
    return time === 1 ? endpoint : `${endpoint}#${time}`
  })
}
