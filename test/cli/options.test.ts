import { describe, expect, test } from 'vitest'
import { serveOptions, watchOptions } from '../../src/cli/options.ts'
import { lines } from '../../src/index.ts'
import { typedLine } from '../support/typed.ts'

const watched = (line: string) => watchOptions(typedLine('watch', line), lines())
const served = (line: string) => serveOptions(typedLine('serve', line), lines())

describe('watch', () => {
  test('has the defaults that the contract promises', () => {
    expect(watched('')).toMatchObject({
      connectTimeoutMs: 10_000,
      writeTimeoutMs: 5_000,
      readTimeoutMs: false,
      frameTimeoutMs: 30_000,
      firstFrameTimeoutMs: false,
      closeTimeoutMs: 2_000,
      staleAfterMs: false,
      whenStale: 'tell',
      backoff: {
        firstMs: 1_000,
        maxMs: 60_000,
        jitter: 'full',
        attempts: Number.POSITIVE_INFINITY,
        stableMs: 5_000,
      },
    })
  })

  test('takes each option to where it belongs', () => {
    expect(
      watched(
        '--connect-timeout 1s --write-timeout off --read-timeout 2s --frame-timeout off --first-frame 3s ' +
          '--close-timeout 4s --stale 5s --when-stale end --backoff 10ms..20ms --jitter none --attempts 7 --stable 0s',
      ),
    ).toMatchObject({
      connectTimeoutMs: 1_000,
      writeTimeoutMs: false,
      readTimeoutMs: 2_000,
      frameTimeoutMs: false,
      firstFrameTimeoutMs: 3_000,
      closeTimeoutMs: 4_000,
      staleAfterMs: 5_000,
      whenStale: 'end',
      backoff: { firstMs: 10, maxMs: 20, jitter: 'none', attempts: 7, stableMs: 0 },
    })
  })
})

test('serve takes each option to where it belongs', () => {
  expect(served('')).toMatchObject({ idleMs: false, maxAgeMs: false, maxConnections: 10_000 })
  expect(served('--idle 5s --max-age 10s --max-connections 2 --stale 3s')).toMatchObject({
    idleMs: 5_000,
    maxAgeMs: 10_000,
    maxConnections: 2,
    staleAfterMs: 3_000,
    whenStale: 'tell',
  })
})

test('The end of what is stale needs to be told when that is', () => {
  expect(() => watched('--when-stale end')).toThrow(
    '--when-stale: needs --stale, how long data may be missing',
  )
  expect(() => served('--when-stale end --stale off')).toThrow('--when-stale: needs --stale')
  expect(watched('--when-stale tell')).toMatchObject({ staleAfterMs: false })
})

describe('what the library refuses is told by the name on the command line', () => {
  test.each([
    '--every 1ms',
    '--timeout 9ms',
    '--misses 0',
    '--misses 1001',
    '--suspect 10000h',
    '--probes 0',
    '--probes 1000',
    '--stale 0s',
    '--when-stale never',
    '--preset wan',
    '--detector psi',
    '--every 10000h',
    '--connect-timeout 0s',
    '--write-timeout 0s',
    '--read-timeout 0s',
    '--frame-timeout 0s',
    '--first-frame 0s',
    '--close-timeout 0s',
    '--close-timeout off',
    '--backoff 0s..1s',
    '--attempts 0',
    '--stable 10000h',
    '--jitter some',
  ])('%s', (line) => {
    const [option] = line.split(' ')
    expect(() => watched(line)).toThrow(new RegExp(`^${option}: expected [^\\n]+, got [^\\n]+$`))
  })

  test.each(['--idle 0s', '--max-age 0s', '--max-connections 0', '--max-connections 1000001'])(
    '%s',
    (line) => {
      const [option] = line.split(' ')
      expect(() => served(line)).toThrow(new RegExp(`^${option}: expected [^\\n]+, got [^\\n]+$`))
    },
  )
})
