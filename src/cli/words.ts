/** The words of the command line: every command and option, with its default. What they mean is decided elsewhere. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { Given, type GivenValue } from './given.ts'
import { FORMS } from './schemes.ts'
import { UsageError } from './usage.ts'

export type CommandName = keyof typeof COMMANDS

/** What was asked for. */
export type Asked =
  | { readonly command: CommandName; readonly given: Given }
  /** Help, or the version: text for stdout. */
  | { readonly command: 'help'; readonly text: string }

/** One option: how it is typed, what it means, and the text that stands for it when it is not typed. */
type Word = readonly [flags: string, meaning: string, fallback?: string]

const HEARTBEAT: readonly Word[] = [
  ['--every <D>', 'how often a beat goes out', '10s'],
  ['--timeout <D>', 'how long to wait for a sign of life, once per miss', '5s'],
  ['--misses <N>', 'misses in a row from alive to dead', '3'],
  ['--suspect <D>', 'how long a suspect may stay silent, in place of --misses'],
  ['--probes <N>', 'how often a suspect is asked meanwhile; once each --timeout unless this is given'],
  [
    '--preset <NAME>',
    'times for a kind of network, in place of those above where they are not typed: lan, internet, mobile or aggressive',
  ],
  ['--skip-when-heard', 'leave beats out while traffic proves life'],
  [
    '--detector <KIND>',
    'how silence is judged: fixed, phi or adaptive (which learn, and judge sooner)',
    'fixed',
  ],
  ['--stale <D>', 'no business frame for so long, whatever heartbeats say', 'off'],
  ['--when-stale <KIND>', 'what follows: tell of it, or end the link', 'tell'],
]

const FRAMES: readonly Word[] = [
  ['--codec <KIND>', 'how bytes are cut into frames: raw, lines, length or json (not ws, wss)', 'lines'],
  ['--max-frame <BYTES>', 'a longer frame, or message, ends the link', '1MiB'],
]

const DEADLINES: readonly Word[] = [
  ['--write-timeout <D>', 'bytes to be sent make no progress for so long', '5s'],
  ['--read-timeout <D>', 'nothing read for so long', 'off'],
  ['--frame-timeout <D>', "from a frame's first bytes to its last", '30s'],
  ['--first-frame <D>', "from the link's opening to its first whole frame", 'off'],
  ['--close-timeout <D>', 'how long an orderly close may take', '2s'],
]

const INSPECT: Word = [
  '--inspect [HOST:PORT]',
  'serve the inspector, a page to look at what happens; its address is told on stderr (127.0.0.1, any free port, unless ' +
    'given)',
]

const OUTPUT: readonly Word[] = [
  ['--for <D>', 'stop after so long'],
  ['--json', 'JSON lines instead of text'],
  INSPECT,
  ['--record <FILE>', 'write what happens to a file too, one JSON value a line'],
  ['--record-arrivals', 'with --record: when each arrival came, too, so that replay can ask detectors again'],
]

const WATCH: readonly Word[] = [
  ...FRAMES,
  [
    '--ping <TEXT>',
    "what a heartbeat is on the wire (\\n, \\xNN are understood); none: only listen; ws, wss: the protocol's own ping " +
      'unless this or --pong is given',
    'ping',
  ],
  ['--pong <TEXT>', 'the answer expected; none: no answer is', 'pong'],
  ['--answer <PING=PONG>', "answer the peer's heartbeat; PING= leaves it unanswered (repeatable)"],
  ...HEARTBEAT,
  ['--connect-timeout <D>', 'name resolution and dial', '10s'],
  ...DEADLINES,
  ['--backoff <FIRST..MAX>', 'how long to wait before dialling again', '1s..60s'],
  ['--jitter <KIND>', 'none, full, equal or decorrelated', 'full'],
  ['--attempts <N>', 'dials in a row before giving up', 'unlimited'],
  ['--stable <D>', 'alive this long before the back-off starts over', '5s'],
  ['--ca <FILE>', 'tls, wss: trust these authorities (PEM) instead of the well-known ones'],
  ['--cert <FILE>', 'tls, wss: our certificate (PEM), for peers that ask for one'],
  ['--key <FILE>', 'tls, wss: its private key (PEM)'],
  ['--servername <NAME>', "tls, wss: the name the peer has to prove, instead of the endpoint's host"],
  ['--insecure', 'tls, wss: let anyone be the peer, without verifying its certificate'],
  ['--header <NAME:VALUE>', 'ws, wss: sent with the upgrade (repeatable)'],
  ['--subprotocol <NAME>', 'ws, wss: offered to the peer (repeatable)'],
  ...OUTPUT,
]

const SERVE: readonly Word[] = [
  ...FRAMES,
  ['--answer <PING=PONG>', "answer a peer's heartbeat (repeatable; ping=pong unless one is given)"],
  ['--beat <TEXT>', 'sent unasked each --every; no answer is expected'],
  [
    '--ping <TEXT>',
    "sent each --every; an answer is expected; ws, wss: the protocol's own ping unless this, --pong, --beat or --idle " +
      'is given',
    'none',
  ],
  ['--pong <TEXT>', 'the answer to --ping', 'pong'],
  ...HEARTBEAT,
  ...DEADLINES,
  ['--max-age <D>', 'a connection is closed after so long, whatever comes', 'off'],
  ['--idle <D>', 'a connection is closed after so long a silence', 'off'],
  ['--max-connections <N>', 'more are turned away', '10000'],
  [
    '--cert <FILE>',
    'tls, wss: the certificate (PEM) shown to peers; read again at SIGHUP where there is no terminal, like the next two',
  ],
  ['--key <FILE>', 'tls, wss: its private key (PEM)'],
  ['--ca <FILE>', 'tls, wss: peers have to show a certificate of these authorities (PEM)'],
  ['--subprotocol <NAME>', 'ws, wss: spoken with peers that offer it (repeatable, best first)'],
  ...OUTPUT,
]

const CHART: readonly Word[] = [
  ['--from <FILE>', 'the XState machines that a JavaScript module of yours exports, instead of ours'],
  ['--format <KIND>', 'mermaid, svg or json; svg of --from needs elkjs', 'mermaid'],
]

const DEMO: readonly Word[] = [
  ['--for <D>', 'stop after so long'],
  ['--json', 'JSON lines instead of text'],
  ['--inspect <HOST:PORT>', 'where its inspector listens; 127.0.0.1, any free port, unless given'],
]

const INSPECT_FILE: readonly Word[] = [
  [
    '--at <HOST:PORT>',
    'where the inspector listens; any free port of this machine unless given',
    '127.0.0.1:0',
  ],
]

const REPLAY: readonly Word[] = [
  ['--json', 'one JSON object instead of text'],
  ['--detector <KIND>', 'what another detector would have made of it: fixed, phi or adaptive'],
  ['--every <D>', 'the same for another time between beats'],
  ['--timeout <D>', 'how long a sign of life would have been waited for'],
  ['--misses <N>', 'how many misses in a row would have been a verdict'],
  ['--suspect <D>', 'how long a suspect might have stayed silent, in place of --misses'],
  ['--probes <N>', 'how often it would have been asked meanwhile'],
]

const SIMULATE: readonly Word[] = [
  ['--seed <N>', 'where everything is drawn from: the same seed is the same run', '1'],
  ['--hours <H>', 'how many hours of the simulated clock hardship lasts; recoveries come on top', '1'],
  ['--seeds <N>', 'so many seeds, from --seed on, until something is broken', '1'],
  ['--connections <N>', 'how many there are in each world; between 30 and 70 unless this is given'],
  [
    '--out <FILE>',
    'where a failing seed is written to, made small; pulsetree-simulation-SEED.json unless given',
  ],
  ['--json', 'JSON lines instead of text'],
]

const REPEATABLE = ['--answer', '--header', '--subprotocol']

const COMMANDS = {
  watch: {
    args: '<ENDPOINT...>',
    does: `dial endpoints and supervise the connections: ${FORMS.join(', ')}`,
    words: WATCH,
  },
  serve: {
    args: '<ENDPOINT>',
    does: `accept connections, answer their heartbeats, supervise them: ${FORMS.join(', ')}`,
    words: SERVE,
  },
  chart: { args: '[NAME]', does: 'print a state machine as it is; without a name, list them', words: CHART },
  inspect: { args: '<FILE>', does: 'serve the inspector, to look at what was recorded', words: INSPECT_FILE },
  replay: {
    args: '<FILE>',
    does: 'run what was recorded through the machines again, and show the first difference',
    words: REPLAY,
  },
  simulate: {
    args: '',
    does: 'run virtual worlds under random hardship, and check that every promise is kept',
    words: SIMULATE,
  },
  demo: { args: '', does: 'show a fleet whose peers are frozen, killed and refused', words: DEMO },
} as const

/** @throws UsageError in one line that names the word. */
export function readWords(args: readonly string[]): Asked {
  const shown: string[] = []
  const asked: Asked[] = []
  const program = new Command('pulsetree')
    .description('Supervised connections that know whether their peer is alive.')
    .version(version(), '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => shown.push(text), writeErr: () => {} })
  for (const [name, { args: positional, does, words }] of Object.entries(COMMANDS)) {
    const command = program.command(`${name} ${positional}`.trim()).description(does)
    for (const word of words) command.addOption(optionOf(word))
    command.action(() => {
      if (isCommand(name)) asked.push({ command: name, given: givenOf(command) })
    })
  }
  try {
    program.parse(args.length === 0 ? ['--help'] : args.map(unswallowed), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode !== 0) throw asUsageError(error)
  }
  return asked[0] ?? { command: 'help', text: shown.join('') }
}

/** `--inspect` before an endpoint has no address: it is none, though the parser would take it for one. */
function unswallowed(word: string, index: number, words: readonly string[]): string {
  return word === '--inspect' && /:\/\/|^unix:/.test(words[index + 1] ?? '') ? '--inspect=' : word
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name)
}

function optionOf([flags, meaning, fallback]: Word): Option {
  const option = new Option(flags, meaning)
  if (fallback !== undefined) option.default(fallback, fallback)
  if (REPEATABLE.some((repeatable) => flags.startsWith(`${repeatable} `)))
    option.argParser((text: string, before: string[] = []) => [...before, text])
  return option
}

function givenOf(command: Command): Given {
  const explicit = new Map<string, GivenValue>()
  const defaults = new Map<string, string>()
  for (const option of command.options) {
    const name = option.attributeName()
    const value: unknown = command.getOptionValue(name)
    const typed = option.long ?? option.flags
    if (command.getOptionValueSource(name) === 'default') defaults.set(typed, String(value))
    else if (value === true || typeof value === 'string') explicit.set(typed, value)
    else if (Array.isArray(value)) explicit.set(typed, value.map(String))
  }
  return new Given(command.args, explicit, defaults)
}

function asUsageError({ message }: CommanderError): UsageError {
  return new UsageError(message.replace(/^error: /, '').replaceAll(/\s+/g, ' '))
}

function version(): string {
  const about: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const known = typeof about === 'object' && about !== null && 'version' in about
  return known ? String(about.version) : 'unknown'
}
