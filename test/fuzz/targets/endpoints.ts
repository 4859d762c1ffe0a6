/** Hosts, ports, addresses, paths and URLs, wherever they come from. */
import { isIP, isIPv6 } from 'node:net'
import { addressOf, blockOf } from '../../../src/supervisor/identity/address.ts'
import { OptionError } from '../../../src/transport/cause.ts'
import { endpointOf, hostPort, listenAddress, parseEndpoint } from '../../../src/transport/endpoint.ts'
import { forName } from '../../../src/transport/tls/names.ts'
import { checkPath } from '../../../src/transport/websocket/path.ts'
import { checkProtocols } from '../../../src/transport/websocket/protocols.ts'
import { shown, urlOf } from '../../../src/transport/websocket/target.ts'
import { bytesOf } from '../bytes.ts'
import { must, type Target } from '../target.ts'

const NAMES = new Map([
  ['*.example', 1],
  ['a.example', 2],
])

export const endpointsTarget: Target = {
  name: 'endpoints',
  of: 'transport/endpoint.ts, tls/names.ts, websocket/{path,protocols,target}.ts, identity/address.ts',
  share: 50,
  corpus: [
    { why: 'IPv4 as IPv6', bytes: ['[::ffff:10.0.0.7]:7373'] },
    { why: 'a zone', bytes: ['fe80::1%eth0'] },
    { why: 'zeros left out, at the end', bytes: ['2001:db8::'] },
    { why: 'nothing but colons', bytes: [[':', 20_000]] },
    { why: 'colons, and what is no address behind them', bytes: [[':', 20_000], '!'] },
    { why: 'dots', bytes: [['.', 50_000]] },
    { why: 'a user in a URL', bytes: ['ws://user:secret@host/path?token=secret'] },
    { why: 'a port too many', bytes: ['tcp://host:65536'] },
    { why: 'digits for a host', bytes: ['tcp://1:1'] },
  ],
  words: [
    'tcp://',
    'ws://',
    'wss://',
    ':7373',
    '[::1]',
    '::',
    '127.0.0.1',
    '::ffff:',
    '%eth0',
    '/feed',
    '?a=b',
    '#c',
    '@',
    '*.',
    'a.example',
  ],
  grammar: (draw) => ({
    bytes: bytesOf(
      draw.once(3)
        ? address(() => draw.pick(['', '0', '0db8', 'fe80', '1', 'FFFF']))
        : draw.list(5, () => draw.pick(endpointsTarget.words)).join(''),
    ),
    knobs: [],
  }),
  check({ bytes }) {
    const text = Buffer.from(bytes).toString('latin1')
    const place = usable(() => parseEndpoint('tcp', text))
    if (place !== null) {
      const again = parseEndpoint('tcp', endpointOf('tcp', place))
      must(
        again.host === place.host && again.port === place.port,
        'a place is another one when it is read again',
      )
    }
    usable(() => listenAddress('tcp', text))
    const url = usable(() => urlOf(text))
    if (url !== null) must(!/^wss?:\/\/[^/]*@|\?/.test(shown(url)), 'a secret is shown')
    const path = usable(() => checkPath(text))
    if (path !== null) must(checkPath(path) === path, 'a path is another one when it is read again')
    usable(() => checkProtocols([text, 'other']))
    forName(NAMES, text)
    checkAddress(text)
  },
}

function checkAddress(text: string): void {
  const address = addressOf(hostPort(text, 7373))
  must(
    isIP(text) === 0 || text.includes('%') || address === text.replace(/^::ffff:(?=\d+\.)/i, ''),
    () => `${text} came as ${address}`,
  )
  const block = blockOf(hostPort(text, 7373))
  blockOf(text)
  if (!isIPv6(text) || text.includes('.')) return
  // As URLs spell them: without leading zeros, and with the longest run of zeros left out.
  const [bare = ''] = text.split('%')
  const whole = new URL(`http://[${bare}]/`).hostname.slice(1, -1)
  const same = blockOf(hostPort(whole, 1))
  must(same === block, () => `${text} and ${whole} are two blocks: ${block} and ${same}`)
}

function address(group: () => string): string {
  return Array.from({ length: 8 }, group).join(':').replace(/:{3,}/g, '::')
}

/** null where it was refused by name. @throws whatever else is thrown. */
function usable<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    return null
  }
}
