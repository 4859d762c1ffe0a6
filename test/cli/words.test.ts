import { describe, expect, test } from 'vitest'
import { plain } from '../../src/cli/values.ts'
import { readWords } from '../../src/cli/words.ts'

function given(...args: readonly string[]) {
  const asked = readWords(args)
  if (asked.command === 'help') throw new Error('help was not asked for')
  return asked.given
}

describe('a command line', () => {
  test('names a command, its arguments and its options, in any order', () => {
    expect(readWords(['watch', 'tcp://a:1', '--json', 'tcp://b:2', '--every', '5s']).command).toBe('watch')
    const watch = given('watch', 'tcp://a:1', '--json', 'tcp://b:2', '--every', '5s')
    expect(watch.args).toEqual(['tcp://a:1', 'tcp://b:2'])
    expect(watch.has('--json')).toBe(true)
    expect(watch.read('--every', plain)).toBe('5s')
    expect(watch.read('--timeout', plain)).toBe('5s')
  })

  test('takes an option twice: the last one counts, and every one where it may be repeated', () => {
    const serve = given(
      'serve',
      'tcp://a:1',
      '--every',
      '1s',
      '--every=2s',
      '--answer',
      'a=b',
      '--answer',
      'c=',
    )
    expect(serve.read('--every', plain)).toBe('2s')
    expect(serve.all('--answer')).toEqual(['a=b', 'c='])
    const watch = given('watch', 'ws://a', '--header', 'A: b', '--header=C: d', '--subprotocol', 'v2')
    expect(watch.all('--header')).toEqual(['A: b', 'C: d'])
    expect(watch.all('--subprotocol')).toEqual(['v2'])
  })

  test('takes a text that begins like an option', () => {
    expect(given('watch', 'tcp://a:1', '--ping', '--ping').read('--ping', plain)).toBe('--ping')
  })

  test.each(['--insecure', '--skip-when-heard'])('takes %s, without a value, between others', (flag) => {
    const watch = given('watch', flag, 'tls://a:1')
    expect([watch.has(flag), watch.args]).toEqual([true, ['tls://a:1']])
  })

  test.each([[[]], [['--help']], [['-h']], [['help']], [['help', 'watch']], [['watch', '--help']]])(
    '%j asks for help',
    (args) => {
      const asked = readWords(args)
      expect(asked).toMatchObject({ command: 'help' })
      expect(asked.command === 'help' ? asked.text : '').toContain('Usage: pulsetree')
    },
  )

  test('the inspector may be asked for without an address, before an endpoint too', () => {
    const before = given('watch', '--inspect', 'tcp://a:1')
    expect([before.has('--inspect'), before.maybe('--inspect', plain), before.args]).toEqual([
      true,
      '',
      ['tcp://a:1'],
    ])
    const behind = given('watch', 'tcp://a:1', '--inspect')
    expect([behind.has('--inspect'), behind.maybe('--inspect', plain)]).toEqual([true, undefined])
    const unix = given('serve', '--inspect', 'unix:/tmp/a')
    expect(unix.args).toEqual(['unix:/tmp/a'])
    const at = given('serve', '--inspect', '127.0.0.1:9000', 'tcp://a:1')
    expect([at.maybe('--inspect', plain), at.args]).toEqual(['127.0.0.1:9000', ['tcp://a:1']])
    expect(given('watch', 'tcp://a:1').has('--inspect')).toBe(false)
  })

  test('asks for the version', () => {
    expect(readWords(['--version'])).toMatchObject({
      command: 'help',
      text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })
})

describe('a bad word is told in one line that names it', () => {
  test.each([
    [['watch'], "missing required argument 'ENDPOINT'"],
    [['serve'], "missing required argument 'ENDPOINT'"],
    [['serve', 'tcp://a:1', 'tcp://b:1'], "too many arguments for 'serve'"],
    [['watch', 'tcp://a:1', '--evry', '5s'], "unknown option '--evry' (Did you mean --every?)"],
    [['watch', 'tcp://a:1', '--every'], "option '--every <D>' argument missing"],
    [['watch', 'tcp://a:1', '--beat', 'x'], "unknown option '--beat'"],
    [['serve', 'tcp://a:1', '--backoff', '1s..2s'], "unknown option '--backoff'"],
    [['serve', 'tcp://a:1', '--connect-timeout', '1s'], "unknown option '--connect-timeout'"],
    [['wacht'], "unknown command 'wacht' (Did you mean watch?)"],
    [['--json'], "unknown option '--json'"],
    [['replay', 'FILE', '--fast'], "unknown option '--fast'"],
    [['simulate', '--sed', '1'], "unknown option '--sed' (Did you mean --seed?)"],
    [['watch', '--inspect', 'nowhere'], "missing required argument 'ENDPOINT'"],
    [['demo', '--inspect'], "option '--inspect <HOST:PORT>' argument missing"],
    [['inspect'], "missing required argument 'FILE'"],
  ])('%j', (args, message) => {
    expect(() => readWords(args)).toThrow(expect.objectContaining({ name: 'UsageError' }))
    expect(() => readWords(args)).toThrow(message)
    expect(() => readWords(args)).not.toThrow(/\n/)
  })
})
