/** Files that a simulation writes: read, they are the same again, or refused by their place. */
import { isDeepStrictEqual } from 'node:util'
import { checkSimulationFile } from '../../../src/testing/simulation/check.ts'
import { describeBroken, type SimulationFile } from '../../../src/testing/simulation/file.ts'
import { OptionError } from '../../../src/transport/cause.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/simulations.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'

export const simulationsTarget: Target = {
  name: 'simulations',
  of: 'testing/simulation/{check,check-steps,file}.ts',
  share: 30,
  corpus: casesIn(corpus),
  words: [
    '"v":1',
    '"kind":"task"',
    '"kind":"__proto__"',
    '"children":[]',
    '"steps":[]',
    '"to":["a"]',
    'null',
    '-1',
    '1e400',
    '0.5',
    '[',
    ']',
    '{',
    '}',
    ',',
  ],
  grammar: (draw) => ({ bytes: utf8(JSON.stringify(fileOf(draw))), knobs: [] }),
  check({ bytes }) {
    const file = usable(Buffer.from(bytes).toString())
    if (file === null) return
    must(isDeepStrictEqual(checkSimulationFile(file), file), 'it is another one when it is checked again')
    if (file.broken !== null)
      must(describeBroken(file.broken).length > 0, 'nothing is said of what was broken')
  },
}

function fileOf(draw: Draw): unknown {
  const plan = {
    v: 1,
    seed: draw.below(1_000),
    latencyMs: draw.pick([0, 5, 60_000]),
    dials: draw.pick([null, { perSecond: 10, burst: 5, canaryMs: 1_000 }]),
    peers: draw.list(2, () => ({
      host: 'server',
      manner: draw.pick(['answers', 'silent', 'drops', 'slow', 'chatty']),
    })),
    clients: draw.list(2, () => ({ host: 'clients', port: 7_373, count: draw.size(9), everyMs: 500 })),
    children: draw.list(3, () => childOf(draw, 0)),
    rounds: draw.list(2, () => ({ lastsMs: 60_000, steps: stepsOf(draw) })),
  }
  const broken = { invariant: draw.size(15), sentence: 'it ends', id: 'feed', atMs: 5, what: 'alive' }
  return { v: 1, kind: 'simulation', seed: draw.below(1_000), plan, broken: draw.pick([null, broken]) }
}

const BEAT = { everyMs: 1_000, timeoutMs: 500, misses: 3, detector: 'phi' }

function childOf(draw: Draw, depth: number): unknown {
  const child = {
    name: 'feed',
    restart: 'permanent',
    restarts: 3,
    withinMs: 5_000,
    restartDelayMs: 0,
    escalates: false,
  }
  switch (draw.below(depth > 3 ? 3 : 4)) {
    case 0:
      return { kind: 'task', ...child, beat: BEAT }
    case 1:
      return { kind: 'listener', ...child, beat: BEAT, port: 7_373 }
    case 2: {
      const backoff = draw.pick([null, { firstMs: 5, factor: 2, maxMs: 50, jitter: 'full', stableMs: 0 }])
      const times = { connectTimeoutMs: 500, closeTimeoutMs: 500, rotateEveryMs: draw.pick([null, 9_000]) }
      return {
        kind: 'connection',
        ...child,
        to: ['server'],
        asks: true,
        beat: BEAT,
        backoff,
        ...times,
        greets: false,
      }
    }
    default: {
      const limits = { strategy: 'one_for_one', dynamic: false, allRestarts: 3, allWithinMs: 5_000 }
      return {
        kind: 'supervisor',
        ...child,
        ...limits,
        children: draw.list(3, () => childOf(draw, depth + 1)),
      }
    }
  }
}

function stepsOf(draw: Draw): unknown[] {
  const steps = [
    { inflict: { kind: 'cut', between: ['us', 'server'] }, forMs: 5 },
    { inflict: { kind: 'stall', host: 'us', ms: 5 } },
    { act: { kind: 'bug', connection: 'feed', times: 2 } },
    { act: { kind: 'manners', host: 'server', manner: 'slow' } },
    { act: { kind: 'rotate', connection: 'feed' } },
    { act: { kind: 'send', connection: 'feed', text: '' } },
  ]
  return draw.list(5, () => draw.pick(steps)).map((step, at) => ({ atMs: at * 100, ...step }))
}

/** null where it is no JSON, or was refused by its place. @throws whatever else is thrown. */
function usable(text: string): SimulationFile | null {
  try {
    return checkSimulationFile(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    if (!(error instanceof OptionError)) throw error
    must(error.message.startsWith(`${error.option}: `), 'refused without a place')
    return null
  }
}
