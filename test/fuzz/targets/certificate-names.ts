/** The names in a peer's certificate, in the one line that Node writes them in. */
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { TlsSocketIntroduction } from '../../../src/transport/tls/introduction.ts'
import { bytesOf } from '../bytes.ts'
import type { Input } from '../input.ts'
import { must, type Target } from '../target.ts'

const KINDS = ['DNS', 'IP Address', 'URI', 'email', 'DirName', 'Registered ID', 'othername']

/** One socket for all: only what it answers is another. */
const socket = new TLSSocket(new Socket())
const introduction = new TlsSocketIntroduction(socket)

export const certificateNamesTarget: Target = {
  name: 'certificate-names',
  of: 'transport/tls/introduction.ts',
  share: 40,
  corpus: [
    { why: 'a name that pretends to be two', bytes: ['DNS:"a.example, DNS:evil.example", DNS:b.example'] },
    { why: 'a quote in a name', bytes: ['URI:"http://a\\"b,c", DNS:c'] },
    { why: 'a quote that never ends', bytes: ['DNS:"', ['a', 50_000]] },
    { why: 'escapes that never end', bytes: ['DNS:"', ['\\', 50_001]] },
    { why: 'no colon', bytes: [['a', 50_000]] },
    { why: 'nothing but colons', bytes: [[':', 50_000]] },
    { why: 'colons and letters', bytes: [['a:', 25_000]] },
    { why: 'commas without a space', bytes: [['a:b,', 12_000]] },
    { why: 'quotes that open and close nothing', bytes: [['a:"b"c', 9_000]] },
    { why: 'nothing', bytes: [] },
  ],
  words: [...KINDS.map((kind) => `${kind}:`), ', ', ',', '"', '\\"', '\\', ':', '\\u002c'],
  grammar(draw) {
    const names = draw.list(
      8,
      () =>
        `${draw.pick(KINDS)}:${draw.pick(['a.example', 'a,b', 'a"b', '', '::1', ' ', 'a, DNS:b', '\\', 'x'.repeat(draw.size(80))])}`,
    )
    return { bytes: bytesOf(names.join('\n')), knobs: [] }
  },
  check(input) {
    checkLine(Buffer.from(input.bytes).toString('latin1'))
    checkHonest(input)
  },
}

/** Whatever the line is: names with a kind before them, of what stands there. */
function checkLine(line: string): void {
  for (const name of namesIn(line)) {
    must(name.indexOf(':') > 0, 'a name of no kind')
    must(name.length <= line.length, 'a name is longer than the line')
  }
}

/** The names of an honest authority, written by Node, are the names that are read. */
function checkHonest({ bytes }: Input): void {
  const named = Buffer.from(bytes).toString('latin1').split('\n')
  const names = named.filter((one) => KINDS.some((kind) => one.startsWith(`${kind}:`)))
  const read = namesIn(names.map(asNodeWrites).join(', '))
  must(
    JSON.stringify(read) === JSON.stringify(names),
    () => `${JSON.stringify(names)} came as ${JSON.stringify(read)}`,
  )
}

/** What could be taken for another name, or for the quotes themselves, stands in quotes. */
function asNodeWrites(name: string): string {
  const colon = name.indexOf(':') + 1
  const value = name.slice(colon)
  return /[^ !#-&(-+\--[\]-~]/.test(value) ? `${name.slice(0, colon)}${JSON.stringify(value)}` : name
}

function namesIn(subjectaltname: string): readonly string[] {
  const certificate = { subject: { CN: 'a' }, subjectaltname, fingerprint256: 'AA', serialNumber: '01' }
  Object.assign(socket, { getPeerCertificate: () => certificate })
  return introduction.certificate?.names ?? []
}
