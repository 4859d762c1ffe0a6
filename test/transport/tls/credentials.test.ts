import { createPrivateKey } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  type Credentials,
  type SecureOptions,
  secureContext,
  secureContextOptions,
} from '../../../src/transport/tls/credentials.ts'
import { authority } from '../support/certificates.ts'

const { ca, issue } = await authority()
const [one, other] = await Promise.all([issue(), issue()])
const passphrase = 'open sesame'
const locked = createPrivateKey(one.key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  .toString()

test.each<[string, SecureOptions]>([
  ['nothing at all', {}],
  ['an authority', { ca }],
  ['several, as text and as bytes', { ca: [ca, new TextEncoder().encode(ca)] }],
  ['a certificate and its key', { credentials: one }],
  ['a chain', { credentials: { ...one, cert: one.cert + ca } }],
  ['an encrypted key', { credentials: { cert: one.cert, key: locked, passphrase } }],
  ['a version', { minVersion: 'TLSv1.3' }],
])('%s will do', (_what, options) => {
  expect(secureContext(options).context).toBeDefined()
})

test('Bytes are the bytes they are, wherever they lie', () => {
  const wide = new TextEncoder().encode(`....${one.cert}....`)
  const cert = wide.subarray(4, wide.length - 4)
  expect(secureContextOptions({ credentials: { cert, key: one.key } }).cert?.toString()).toBe(one.cert)
})

/** What a program without types may say. */
function said(json: object): Credentials {
  return JSON.parse(JSON.stringify(json))
}

test.each<[string, SecureOptions]>([
  ['ca', { ca: 'no certificate' }],
  ['ca', { ca: [ca, ''] }],
  ['ca', { ca: [] }],
  ['credentials', { credentials: JSON.parse('null') }],
  ['cert', { credentials: { ...one, cert: 'no certificate' } }],
  ['cert', { credentials: said({ key: one.key }) }],
  ['key', { credentials: { ...one, key: 'no key' } }],
  ['key', { credentials: { ...one, key: other.key } }],
  ['key', { credentials: said({ cert: one.cert }) }],
  ['passphrase', { credentials: { cert: one.cert, key: locked } }],
  ['passphrase', { credentials: { cert: one.cert, key: locked, passphrase: 'wrong' } }],
  ['pfx', { credentials: { pfx: new Uint8Array([1, 2, 3]) } }],
  ['chain', { credentials: said({ ...one, chain: ca }) }],
  ['minVersion', { minVersion: JSON.parse('"TLSv1"') }],
])('A bad %s is refused by name (%#)', (option, options) => {
  expect(() => secureContext(options)).toThrow(expect.objectContaining({ name: 'OptionError', option }))
})
