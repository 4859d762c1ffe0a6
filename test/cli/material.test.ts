import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { materialOf } from '../../src/cli/material.ts'
import { typed } from '../support/typed.ts'
import { authority, type Credentials } from '../transport/support/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'pulsetree-material-'))
const file = (name: string): string => join(folder, name)
let ca: string
let own: Credentials

beforeAll(async () => {
  const trusted = await authority()
  ca = trusted.ca
  own = await trusted.issue()
  const other = await trusted.issue()
  writeFileSync(file('ca.pem'), ca)
  writeFileSync(file('cert.pem'), own.cert)
  writeFileSync(file('chain.pem'), `${own.cert}\n${ca}`)
  writeFileSync(file('key.pem'), own.key)
  writeFileSync(file('other-key.pem'), other.key)
  writeFileSync(file('text.pem'), 'hello\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Names that end in `.pem` stand for files. */
function read(line: string) {
  const words = line.split(' ').map((word) => (word.endsWith('.pem') ? file(word) : word))
  return materialOf(typed('watch', 'tls://h:1', ...words.filter((word) => word !== '')))
}

describe('what is read', () => {
  test('is what was asked for, and nothing else', () => {
    expect(read('')).toEqual({})
    expect(read('--ca ca.pem')).toEqual({ ca })
    expect(read('--cert cert.pem --key key.pem')).toEqual({ credentials: own })
    expect(read('--ca ca.pem --cert cert.pem --key key.pem')).toEqual({ ca, credentials: own })
  })

  test('may be a certificate with its chain behind it', () => {
    expect(read('--cert chain.pem --key key.pem').credentials?.cert).toContain(ca)
  })
})

describe('what cannot be used is told in one line that names option and file', () => {
  test.each([
    ['--ca gone.pem', /^--ca: cannot read ".*gone\.pem" \(ENOENT[^\n]*\)$/],
    ['--ca text.pem', /^--ca: ".*text\.pem" holds no certificate in PEM$/],
    ['--ca key.pem', /^--ca: ".*key\.pem" holds no certificate in PEM$/],
    ['--cert text.pem --key key.pem', /^--cert: ".*text\.pem" holds no certificate in PEM$/],
    [
      '--cert cert.pem --key text.pem',
      /^--key: ".*text\.pem" holds no private key without a passphrase in PEM$/,
    ],
    ['--cert cert.pem --key cert.pem', /^--key: ".*cert\.pem" holds no private key/],
    ['--cert cert.pem --key other-key.pem', /^--key: ".*other-key\.pem" is not the key of ".*cert\.pem"$/],
    ['--cert cert.pem', /^--cert: needs --key/],
    ['--key key.pem', /^--key: needs --cert/],
  ])('%s', (line, message) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ name: 'UsageError' }))
    expect(() => read(line)).toThrow(message)
  })
})
