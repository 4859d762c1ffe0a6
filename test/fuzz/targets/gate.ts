/** Who is let in to an inspector: whatever a request says it is for, and from where, and what it knows. */
import { IncomingMessage } from 'node:http'
import { isIP, Socket } from 'node:net'
import { FEED_PATH, Gate } from '../../../src/inspector/door/gate.ts'
import { policyOf } from '../../../src/inspector/door/page.ts'
import type { DoorPlan } from '../../../src/inspector/options.ts'
import { bytesOf } from '../bytes.ts'
import type { Draw } from '../draw.ts'
import { chosen } from '../input.ts'
import { must, type Target } from '../target.ts'

const TOKEN = 'a-token-of-a-test'
const PORT = 7788
const PROXY = 'https://ops.example.com'

const DOORS: readonly DoorPlan[] = [
  { port: PORT, host: '127.0.0.1', token: TOKEN, origins: [] },
  { port: PORT, host: '0.0.0.0', token: TOKEN, origins: [] },
  { port: PORT, host: 'Ops.LAN', token: TOKEN, origins: [PROXY] },
  { port: PORT, host: '2001:db8::7', token: TOKEN, origins: [`${PROXY}:8443`, 'http://10.0.0.9'] },
  { port: PORT, host: '::', token: TOKEN, origins: [] },
]
const PORTS = [PORT, 80]
const PATHS = ['/', FEED_PATH]

const NAMES = ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', 'ops.lan', '192.0.2.7', '[2001:db8::7]']
const STRANGE = ['ops.example.com', 'evil.example', '127.0.0.1.evil.example', 'localhost:7788@evil', '[::1']
const TOKENS = [
  TOKEN,
  TOKEN.toUpperCase(),
  `${TOKEN}x`,
  '',
  'a%2Dtoken-of-a-test',
  `${TOKEN}&token=b`,
  `x&token=${TOKEN}`,
]
const BEHIND = ['', '', '', ':7788', ':7788', ':7788', ':80', ':07788', ':99999', ':', ' ', '.', '%00', '/']

const SOCKET = new Socket()

/** Lines: what is asked for and how; for whom; from where, which may be missing. */
export const gateTarget: Target = {
  name: 'gate',
  of: 'inspector/door/{gate,token,page}.ts',
  share: 60,
  corpus: [
    { why: 'as it should be', bytes: [`GET /?token=${TOKEN}\n127.0.0.1:7788`] },
    {
      why: 'from our own page',
      bytes: [`GET /feed?token=${TOKEN}\nlocalhost:7788\nhttp://localhost:7788`],
      knobs: [0, 0, 1],
    },
    { why: 'a name that leads here', bytes: [`GET /?token=${TOKEN}\nevil.example:7788`], knobs: [1] },
    { why: 'a name that ends like ours', bytes: [`GET /?token=${TOKEN}\nevil.localhost:7788`] },
    { why: 'a user in front of it', bytes: [`GET /?token=${TOKEN}\n127.0.0.1:7788@evil.example`] },
    {
      why: 'another site, of our name',
      bytes: [`GET /?token=${TOKEN}\nlocalhost:7788\nhttp://localhost:7789`],
    },
    {
      why: 'another site, over TLS',
      bytes: [`GET /?token=${TOKEN}\nlocalhost:7788\nhttps://localhost:7788`],
    },
    { why: 'a site that is none', bytes: [`GET /?token=${TOKEN}\nlocalhost:7788\nnull`] },
    { why: 'a whole address asked for', bytes: [`GET http://evil.example/?token=${TOKEN}\nlocalhost:7788`] },
    {
      why: 'an address without a scheme',
      bytes: [`GET //evil.example/feed?token=${TOKEN}\nlocalhost:7788`],
      knobs: [0, 0, 1],
    },
    {
      why: 'a path around another',
      bytes: [`GET /x/../feed?token=${TOKEN}\nlocalhost:7788`],
      knobs: [0, 0, 1],
    },
    { why: 'no address', bytes: ['GET http://[\nlocalhost:7788'] },
    { why: 'a policy in a name', bytes: [`GET /?token=${TOKEN}\nlocalhost;script-src *:7788`] },
    { why: 'a long name', bytes: [`GET /?token=${TOKEN}\n`, ['a', 100_000]] },
    { why: 'colons', bytes: [`GET /?token=${TOKEN}\n[`, [':', 100_000], ']:7788'], knobs: [4] },
    { why: 'a long token', bytes: ['GET /?token=', ['a', 100_000], '\nlocalhost:7788'] },
    { why: 'tokens without end', bytes: ['GET /?', ['token=b&', 10_000], '\nlocalhost:7788'] },
  ],
  words: [
    '\n',
    'GET ',
    'HEAD ',
    '/feed',
    '?token=',
    TOKEN,
    ...NAMES,
    ...STRANGE,
    ':7788',
    'http://',
    PROXY,
    'null',
  ],
  grammar: (draw) => ({
    bytes: bytesOf(requestOf(draw)),
    knobs: [draw.below(DOORS.length), draw.below(PORTS.length), draw.below(PATHS.length)],
  }),
  check(input) {
    const door = chosen(input, 0, DOORS)
    const port = chosen(input, 1, PORTS)
    const path = chosen(input, 2, PATHS)
    const [asked = '', host, origin] = Buffer.from(input.bytes).toString('latin1').split('\n')
    const at = asked.indexOf(' ')
    const [method, url] = [asked.slice(0, at), asked.slice(at + 1)]
    const request = new IncomingMessage(SOCKET)
    Object.assign(request, { method, url })
    Object.assign(request.headers, host !== undefined && { host }, origin !== undefined && { origin })
    const refused = new Gate(door, port).refusal(request, path)
    const status =
      !mayAsk(host ?? '', door, port) || !mayCome(origin, host ?? '', door)
        ? 403
        : statusOf(url, method, path)
    must((refused?.status ?? 200) === status, () => `${refused?.status ?? 200} instead of ${status}`)
    if (refused !== null)
      return must(!refused.why.includes(TOKEN) || (host ?? '').includes(TOKEN), 'the secret is told')
    const policy = policyOf({ scripts: [], styles: [] }, host ?? '')
    must(
      /^[a-z-]+( ['\w:./[\]-]+)+(; [a-z-]+( ['\w:./[\]-]+)+)*$/.test(policy),
      () => `a policy of others: ${policy}`,
    )
  },
}

function requestOf(draw: Draw): string {
  const method = draw.once(10) ? draw.pick(['HEAD', 'POST', 'get', 'OPTIONS', '']) : 'GET'
  const path = draw.pick(['/', '/', '/feed', '/feed', '/feed/', '//feed', '/%66eed', '/page', '*'])
  const token = draw.once(3) ? draw.pick(TOKENS) : TOKEN
  const host = hostOf(draw)
  const lines = [`${method} ${path}?token=${token}`, host]
  if (draw.once(2)) return lines.join('\n')
  const origin = draw.pick([
    `http://${host}`,
    `http://${host}`,
    `http://${hostOf(draw)}`,
    PROXY,
    `${PROXY}.evil.example`,
    `http://${host}@evil.example`,
    'null',
    'http://10.0.0.9',
  ])
  return [...lines, origin].join('\n')
}

function hostOf(draw: Draw): string {
  const name = draw.once(40) ? '' : draw.pick(draw.once(6) ? STRANGE : NAMES)
  return draw.once(10)
    ? draw.pick(['ops.example.com', 'ops.example.com:8443', '10.0.0.9'])
    : name + draw.pick(BEHIND)
}

/** Ours: its name, or where we listen on all any address, at our port; or a proxy that was named. */
function mayAsk(host: string, door: DoorPlan, port: number): boolean {
  const asked = host.toLowerCase()
  if (door.origins.some((origin) => origin.slice(origin.indexOf('//') + 2) === asked)) return true
  const at = asked.endsWith(']') ? -1 : asked.lastIndexOf(':')
  const name = at < 0 ? asked : asked.slice(0, at)
  const behind = at < 0 ? '80' : asked.slice(at + 1)
  if (!/^\d{1,5}$/.test(behind) || Number(behind) !== port) return false
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : null
  const own = door.host.includes(':') ? `[${door.host}]` : door.host.toLowerCase()
  if (['localhost', '127.0.0.1', '[::1]', own].includes(name)) return true
  if (door.host !== '0.0.0.0' && door.host !== '::') return false
  return address === null ? isIP(name) === 4 : isIP(address) === 6 && !address.includes('%')
}

function mayCome(origin: string | undefined, host: string, door: DoorPlan): boolean {
  return origin === undefined || origin === `http://${host.toLowerCase()}` || door.origins.includes(origin)
}

/** Of a request that is for us. */
function statusOf(url: string, method: string, path: string): number {
  const asked = URL.canParse(url, 'http://here') ? new URL(url, 'http://here') : null
  const [token] = asked?.searchParams.getAll('token') ?? []
  if (asked === null || token !== TOKEN) return 401
  if (asked.pathname !== path) return 404
  return method === 'GET' || method === 'HEAD' ? 200 : 405
}
