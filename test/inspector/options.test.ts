import { describe, expect, test } from 'vitest'
import { doorPlan, type InspectOptions, inspectPlan } from '../../src/inspector/options.ts'

const TOKEN = 'a-token-of-a-test'
const freeze = { name: 'freeze', label: 'Freeze', ids: () => [], inflict() {} }

describe('An inspector that is told nothing', () => {
  test('listens on this machine alone, on any port, with a new token, and shows nothing that it need not', () => {
    expect(inspectPlan({})).toEqual({
      door: { port: 0, host: '127.0.0.1', token: expect.stringMatching(/^[\w-]{32}$/), origins: [] },
      acts: [],
      hardships: [],
      frames: null,
      beside: expect.objectContaining({ isEmpty: true }),
    })
    expect(inspectPlan({}).door.token).not.toBe(inspectPlan({}).door.token)
  })
})

test('What it is told holds', () => {
  const rule = (): string => '…'
  const options: InspectOptions = {
    port: 7788,
    host: '192.0.2.7',
    token: TOKEN,
    origins: ['https://ops.example.com'],
    allow: ['stop', 'reconnect'],
    hardships: [freeze],
    frames: rule,
  }
  expect(inspectPlan(options)).toEqual({
    door: { port: 7788, host: '192.0.2.7', token: TOKEN, origins: ['https://ops.example.com'] },
    acts: ['stop', 'reconnect'],
    hardships: [freeze],
    frames: rule,
    beside: expect.objectContaining({ isEmpty: true }),
  })
  expect(inspectPlan({ frames: true }).frames).toBe('all')
  expect(inspectPlan({ frames: false }).frames).toBeNull()
})

test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])(
  '%s is this machine, and needs no token',
  (host) => {
    expect(doorPlan({ host }).host).toBe(host)
  },
)

test.each(['0.0.0.0', '::', '192.0.2.7', 'ops.lan', '127.example.com'])(
  '%s is not, and needs one',
  (host) => {
    expect(() => doorPlan({ host })).toThrow(expect.objectContaining({ option: 'token' }))
    expect(doorPlan({ host, token: TOKEN })).toMatchObject({ host, token: TOKEN })
  },
)

describe('Refused by name', () => {
  test.each<[string, object]>([
    ['inspect.ports', { ports: 1 }],
    ['port', { port: 65_536 }],
    ['port', { port: '7788' }],
    ['host', { host: '' }],
    ['token', { token: 'too-short' }],
    ['token', { token: 'of characters that none has' }],
    ['token', { token: 7 }],
    ['origins', { origins: 'https://ops.example.com' }],
    ['origins', { origins: ['https://ops.example.com/'] }],
    ['origins', { origins: ['*'] }],
    ['origins', { origins: ['null'] }],
    ['origins', { origins: ['file:///page.html'] }],
    ['allow', { allow: 'stop' }],
    ['allow', { allow: ['kill'] }],
    ['hardships', { hardships: freeze }],
    ['hardships[0]', { hardships: [{ name: 'a', label: 'A' }] }],
    ['hardships[0].label', { hardships: [{ ...freeze, label: '' }] }],
    ['hardships[1].name', { hardships: [freeze, freeze] }],
    ['frames', { frames: 'all' }],
  ])('%s of %j', (option, options) => {
    expect(() => inspectPlan(Object.assign({}, options))).toThrow(
      expect.objectContaining({ name: 'OptionError', option }),
    )
  })

  test('what a recording does not have', () => {
    expect(() => doorPlan(Object.assign({ port: 0 }, { allow: ['stop'] }))).toThrow(
      expect.objectContaining({ option: 'inspectFile.allow' }),
    )
  })

  test('a token without showing it', () => {
    expect(() => doorPlan({ token: 'secret?' })).toThrow(/^token: expected at least 16 characters of [^?]*$/)
  })
})
