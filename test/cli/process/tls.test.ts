/** TLS endpoints from outside, against peers that know `node:tls` alone. */
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cli, cli, cliResult } from '../../support/cli.ts'
import { peer, type TestProcess } from '../../support/process.ts'
import { type CertificateFiles, certificateFiles } from './certificates.ts'
import { stranger } from './stranger.ts'

let files: CertificateFiles
beforeAll(async () => {
  files = await certificateFiles()
})
afterAll(() => files.remove())

const PACE = '--json --every 100ms --backoff 20ms..50ms'.split(' ')
const TRUSTING = (): string[] => ['--ca', files.ca]

async function server(...settings: readonly string[]): Promise<{ feed: TestProcess; endpoint: string }> {
  const feed = stranger('tls-peer', 'serve', ...settings)
  return { feed, endpoint: `tls://127.0.0.1:${await feed.line()}` }
}

const withCertificate = (): string[] => [`cert=${files.cert}`, `key=${files.key}`]

describe('a peer that is watched over TLS', () => {
  test('is alive when its certificate is of the authority that was named', async () => {
    const { feed, endpoint } = await server(...withCertificate())
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, ...TRUSTING())
    await watch.event({ kind: 'phase', id: endpoint, to: 'alive' })
    expect(await watch.event({ kind: 'frame' })).toMatchObject({ id: endpoint, text: 'hello' })
    watch.signal('SIGTERM')
    expect(await watch.event({ kind: 'summary' })).toMatchObject({ frames: 1, misses: 0 })
    expect(await watch.ended).toEqual({ status: 0, signal: null })
    expect(watch.stderr).toBe('')
  })

  test('is alive whoever it is, when nobody wants to know', async () => {
    const { feed, endpoint } = await server(...withCertificate())
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, '--insecure')
    await watch.event({ kind: 'frame', text: 'hello' })
  })

  test.each([
    ['of an authority that nobody trusts', 'cert', () => []],
    ['of another authority than the one that was named', 'cert', () => ['--ca', files.otherCa]],
    ['for another host', 'elsewhere', TRUSTING],
    ['for another name than was asked for', 'cert', () => [...TRUSTING(), '--servername', 'elsewhere.test']],
  ] as const)('is failed at once, with status 1, when its certificate is %s', async (_, which, options) => {
    const { feed, endpoint } = await server(
      ...(which === 'cert'
        ? withCertificate()
        : [`cert=${files.elsewhereCert}`, `key=${files.elsewhereKey}`]),
    )
    await using _feed = feed
    await using watch = cli('watch', endpoint, ...PACE, ...options())
    const failed = await watch.event({ kind: 'phase', to: 'failed' })
    expect(failed.cause).toMatchObject({ kind: 'tls', by: 'peer', of: 'certificate' })
    expect(await watch.ended).toEqual({ status: 1, signal: null })
    expect(watch.events.filter(({ kind }) => kind === 'retry')).toEqual([])
  })

  test('is alive under the name that it has to prove', async () => {
    const { feed, endpoint } = await server(`cert=${files.elsewhereCert}`, `key=${files.elsewhereKey}`)
    await using _ = feed
    await using watch = cli('watch', endpoint, ...PACE, ...TRUSTING(), '--servername', 'elsewhere.test')
    await watch.event({ kind: 'frame', text: 'hello' })
  })

  test('lets us in with the certificate it asks for, and not without: status 1', async () => {
    const { feed, endpoint } = await server(...withCertificate(), `ca=${files.ca}`)
    await using _ = feed
    const shown = ['--cert', files.clientCert, '--key', files.clientKey]
    await using watch = cli('watch', endpoint, ...PACE, ...TRUSTING(), ...shown)
    await watch.event({ kind: 'frame', text: 'hello' })
    await using without = cli('watch', endpoint, ...PACE, ...TRUSTING())
    const failed = await without.event({ kind: 'phase', to: 'failed' })
    expect(failed.cause).toMatchObject({ kind: 'tls', of: 'certificate' })
    expect(await without.ended).toEqual({ status: 1, signal: null })
  })

  test('is dialled again when it speaks no TLS, and a line of text says why', async () => {
    await using plain = await peer('pong')
    const endpoint = `tls://127.0.0.1:${plain.port}`
    await using watch = cli('watch', endpoint, ...PACE.slice(1))
    await watch.line((line) => / dead {7}TLS handshake failed \(.+\); the link is let go$/.test(line))
    await watch.line((line) => line.includes(' retry '))
  })
})

async function serving(
  ...options: readonly string[]
): Promise<{ serve: Cli; endpoint: string; port: string }> {
  const serve = cli('serve', 'tls://127.0.0.1:0', ...PACE.slice(0, 1), ...options)
  const { endpoint = '' } = await serve.event({ kind: 'listening' })
  expect(endpoint).toMatch(/^tls:\/\/127\.0\.0\.1:[1-9]\d*$/)
  return { serve, endpoint, port: new URL(endpoint).port }
}

function own(): string[] {
  return ['--cert', files.cert, '--key', files.key]
}

describe('serve over TLS', () => {
  test('answers heartbeats, shows business, and stops in order', async () => {
    const { serve, endpoint, port } = await serving(...own())
    await using _ = serve
    await using device = stranger('tls-peer', 'dial', port, `ca=${files.ca}`)
    expect(await device.line()).toBe('open localhost')
    device.write('send ping\n')
    expect(await device.line()).toBe('"pong"')
    device.write('send 42 hello\n')
    expect(await serve.event({ kind: 'frame' })).toMatchObject({
      id: `${endpoint}#1`,
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      text: '42 hello',
    })
    serve.signal('SIGTERM')
    expect(await device.line()).toBe('closed')
    expect(await serve.ended).toEqual({ status: 0, signal: null })
  })

  test('lets those in alone who show a certificate of the authority that was named', async () => {
    const { serve, endpoint, port } = await serving(...own(), ...TRUSTING())
    await using _ = serve
    await using nobody = stranger('tls-peer', 'dial', port, `ca=${files.ca}`)
    expect(await serve.event({ kind: 'rejected' })).toMatchObject({
      endpoint,
      why: expect.stringMatching(/^TLS certificate failed/),
    })
    await nobody.line((line) => line === 'closed')
    const shown = [`cert=${files.clientCert}`, `key=${files.clientKey}`]
    await using device = stranger('tls-peer', 'dial', port, `ca=${files.ca}`, ...shown)
    await serve.event({ kind: 'phase', to: 'alive' })
    device.write('send ping\n')
    await device.line((line) => line === '"pong"')
    serve.signal('SIGTERM')
    await serve.ended
    expect(serve.events.filter(({ kind, to }) => kind === 'phase' && to === 'connecting')).toHaveLength(1)
  })

  test('turns those away who speak no TLS, and says so', async () => {
    const { serve, port } = await serving(...own())
    await using _ = serve
    await using plain = await peer('dial', port)
    plain.write('ping\n')
    expect(await serve.event({ kind: 'rejected' })).toMatchObject({
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      why: expect.stringMatching(/^TLS handshake/),
    })
    await plain.line((line) => line === 'closed')
  })

  test('shows another certificate after SIGHUP, to those who come then; who is there stays', async () => {
    const [cert, key] = [join(files.folder, 'now.pem'), join(files.folder, 'now-key.pem')]
    copyFileSync(files.cert, cert)
    copyFileSync(files.key, key)
    const { serve, port } = await serving('--cert', cert, '--key', key)
    await using _ = serve
    await using first = stranger('tls-peer', 'dial', port, `ca=${files.ca}`)
    expect(await first.line()).toBe('open localhost')

    writeFileSync(cert, 'half of a fi')
    serve.signal('SIGHUP')
    await serve.complaint(/^pulsetree: --cert: ".*now\.pem" holds no certificate.*stays in use$/m)
    copyFileSync(files.elsewhereCert, cert)
    copyFileSync(files.elsewhereKey, key)
    serve.signal('SIGHUP')
    expect(await serve.event({ kind: 'note' })).toMatchObject({ v: 1, text: expect.any(String) })

    await using second = stranger('tls-peer', 'dial', port, `ca=${files.ca}`)
    expect(await second.line()).toBe('failed ERR_TLS_CERT_ALTNAME_INVALID')
    first.write('send ping\n')
    expect(await first.line()).toBe('"pong"')
  })

  test('needs a certificate: one line, status 2', async () => {
    for (const endpoint of ['tls://127.0.0.1:0', 'wss://127.0.0.1:0/']) {
      const { status, stdout, stderr } = await cliResult('serve', endpoint)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toBe(`pulsetree: --cert and --key: "${endpoint}" needs both\n`)
    }
  })
})
