/** Whole command lines: each is taken, or refused in one line. */
import { dialled, listened } from '../../../src/cli/endpoints.ts'
import { checkFitting } from '../../../src/cli/fitting.ts'
import type { Given } from '../../../src/cli/given.ts'
import { serveOptions, watchOptions } from '../../../src/cli/options.ts'
import { UsageError } from '../../../src/cli/usage.ts'
import { readWords } from '../../../src/cli/words.ts'
import { bytesOf } from '../bytes.ts'
import { must, type Target } from '../target.ts'

/** No option that reads or writes a file, since inputs become names of files. */
const OPTIONS = [
  ...[
    '--every 1s',
    '--timeout 5s',
    '--misses 3',
    '--suspect 4s',
    '--probes 2',
    '--preset lan',
    '--skip-when-heard',
    '--detector phi',
  ],
  ...[
    '--stale 1m',
    '--when-stale end',
    '--codec raw',
    '--codec json',
    '--max-frame 1KiB',
    '--write-timeout off',
    '--first-frame 1s',
  ],
  ...[
    '--close-timeout 1s',
    '--ping PING',
    '--pong none',
    '--answer a=b',
    '--backoff 1s..9s',
    '--jitter none',
    '--attempts 3',
    '--stable 0ms',
  ],
  ...[
    '--servername a.example',
    '--insecure',
    '--header A:b',
    '--subprotocol a',
    '--beat b',
    '--max-age 1s',
    '--idle 1s',
    '--max-connections 5',
  ],
  ...['--for 1s', '--json', '--inspect', '--help', '--version', '--'],
]

const ENDPOINTS = [
  'tcp://127.0.0.1:7373',
  'tls://a.example:1',
  'unix:/tmp/a.sock',
  'ws://a.example/feed',
  'wss://a.example:9/',
  'tcp://[::1]:0',
  'none',
]

export const wordsTarget: Target = {
  name: 'words',
  of: 'cli/words.ts, given.ts, options.ts, heartbeats.ts, pace.ts, endpoints.ts',
  share: 6,
  corpus: [
    { why: 'nothing', bytes: [] },
    {
      why: 'a preset and what it gives way to',
      bytes: ['watch\ntcp://127.0.0.1:7373\n--preset\nmobile\n--suspect\n1ms\n--probes\n99'],
    },
    { why: 'a number past all numbers', bytes: ['watch\ntcp://127.0.0.1:7373\n--misses\n', ['9', 400]] },
    { why: 'a duration past all durations', bytes: ['serve\nunix:/tmp/a.sock\n--every\n', ['9', 400], 'h'] },
    { why: 'a heartbeat that cannot be a line', bytes: ['watch\ntcp://127.0.0.1:7373\n--ping\na\\nb'] },
    {
      why: 'a heartbeat that is no JSON',
      bytes: ['serve\ntcp://127.0.0.1:7373\n--codec\njson\n--beat\nping'],
    },
    { why: 'options of the prototype', bytes: ['watch\nconstructor\n--__proto__\n--constructor\ntoString'] },
  ],
  words: [
    ...OPTIONS.map((option) => `\n${option.replace(' ', '\n')}`),
    ...ENDPOINTS.map((endpoint) => `\n${endpoint}`),
    '\n',
    '=',
    '--no-',
  ],
  grammar(draw) {
    const words = draw.list(6, () => draw.pick(OPTIONS).replace(' ', '\n'))
    return {
      bytes: bytesOf(
        [draw.pick(['watch', 'serve', 'chart', 'demo', 'help']), draw.pick(ENDPOINTS), ...words].join('\n'),
      ),
      knobs: [],
    }
  },
  check({ bytes }) {
    const args = Buffer.from(bytes).toString().split('\n')
    if (args.some((arg) => /^--(ca|cert|key|record)/.test(arg))) return
    try {
      const asked = readWords(args.length === 1 && args[0] === '' ? [] : args)
      if (asked.command === 'help') must(asked.text.length > 0, 'help without a word')
      else if (asked.command === 'watch') compileWatch(asked.given)
      else if (asked.command === 'serve') compileServe(asked.given)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      must(
        !error.message.includes('\n') && error.message.length > 0,
        () => `refused in other words: ${JSON.stringify(error.message)}`,
      )
    }
  },
}

function compileWatch(given: Given): void {
  checkFitting(given)
  for (const endpoint of given.args) watchOptions(given, dialled(endpoint, given))
}

function compileServe(given: Given): void {
  checkFitting(given)
  const [endpoint = ''] = given.args
  serveOptions(given, listened(endpoint, given).listener)
}
