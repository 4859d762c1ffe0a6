/**
 * The rules of the house, kept by a test: who may know whom, and what may stand in a file. Every rule is also shown a
 * planted breach, because a rule that can catch nothing looks exactly like a rule that is kept.
 */
import { describe, expect, test } from 'vitest'
import {
  chartsHoldNoTimersOrChildren,
  filesStaySmall,
  staleExceptions,
  testsMirrorSources,
  timeAndChanceAreArguments,
} from './house/habits.ts'
import * as layers from './house/layers.ts'
import { type Project, projectOf } from './house/project.ts'
import { publicNamesArePinned } from './house/public-names.ts'
import { readProject } from './house/read.ts'

/** Source files that may do without a test of their own, each with the reason. Keep it short. */
const WITHOUT_TEST: ReadonlyMap<string, string> = new Map([])

interface Rule {
  readonly title: string
  readonly breaches: (project: Project) => string[]
  /** Small projects that break the rule, each once: path → text. */
  readonly planted: readonly Readonly<Record<string, string>>[]
  /** A small project that comes close and keeps it. */
  readonly kept: Readonly<Record<string, string>>
}

const RULES: readonly Rule[] = [
  {
    title: 'The clock imports nothing of the project, and only rxjs from outside',
    breaches: layers.clockStandsAlone,
    planted: [
      { 'src/clock/a.ts': "import { b } from '../machines/b.ts'" },
      { 'src/clock/a.ts': "import { createActor } from 'xstate'" },
      { 'src/clock/a.ts': "import 'node:timers'" },
    ],
    kept: { 'src/clock/a.ts': "import { timer } from 'rxjs'\nimport { b } from './b.ts'" },
  },
  {
    title: 'A transport never imports xstate, machines, the supervisor or the command line',
    breaches: layers.transportKnowsNoStates,
    planted: [
      { 'src/transport/a.ts': "import type { Actor } from 'xstate'" },
      { 'src/transport/a.ts': "export { b } from '../machines/b.ts'" },
      { 'src/transport/deep/a.ts': "type B = import('../../supervisor/b.ts').B" },
      { 'src/transport/a.ts': "const b = await import('../cli/b.ts')" },
    ],
    kept: {
      'src/transport/a.ts': "import net from 'node:net'\nimport type { Clock } from '../clock/clock.ts'",
    },
  },
  {
    title: 'Machines see transports through the contract alone, and nothing of Node',
    breaches: layers.machinesSeeTheContractOnly,
    planted: [
      { 'src/machines/a.ts': "import { tcp } from '../transport/tcp.ts'" },
      { 'src/machines/a.ts': "import type { Feed } from '../supervisor/feed.ts'" },
      { 'src/machines/a.ts': "import { EventEmitter } from 'node:events'" },
      { 'src/machines/a.ts': "import { EventEmitter } from 'events'" },
    ],
    kept: {
      'src/machines/a.ts':
        "import { setup } from 'xstate'\nimport type { Link } from '../transport/transport.ts'\nimport './b.ts'\nimport '../clock/c.ts'",
    },
  },
  {
    title: 'The supervisor imports machines, the clock and the contract, and nothing of Node',
    breaches: layers.supervisorSeesMachinesOnly,
    planted: [
      { 'src/supervisor/a.ts': "import { memory } from '../transport/memory.ts'" },
      { 'src/supervisor/a.ts': "import { kit } from '../testing/index.ts'" },
      { 'src/supervisor/a.ts': "import { hostname } from 'node:os'" },
    ],
    kept: {
      'src/supervisor/a.ts':
        "import '../machines/b.ts'\nimport type { Link } from '../transport/transport.ts'",
    },
  },
  {
    title: 'The contract of transports imports none of its implementations',
    breaches: layers.contractImportsNoImplementation,
    planted: [
      { 'src/transport/transport.ts': "export { tcp } from './tcp.ts'" },
      { 'src/transport/transport.ts': "import type { Socket } from 'node:net'" },
    ],
    kept: { 'src/transport/transport.ts': "export type { Cause } from './cause.ts'" },
  },
  {
    title: 'The index lists public names one by one and does nothing else',
    breaches: layers.indexOnlyNames,
    planted: [
      { 'src/index.ts': "export * from './a.ts'" },
      { 'src/index.ts': "export * as a from './a.ts'" },
      { 'src/index.ts': "import { a } from './a.ts'\nexport { b } from './b.ts'" },
      { 'src/index.ts': 'export const a = 1' },
    ],
    kept: { 'src/index.ts': "export { a, b as c } from './a.ts'\nexport type { D } from './d.ts'" },
  },
  {
    title: 'Nothing that a browser can get imports anything of Node',
    breaches: layers.browsersMeetNoNode,
    planted: [
      {
        'src/index.ts': "export { a } from './a.ts'",
        'src/a.ts': "export { a } from './b.ts'",
        'src/b.ts': "import type { Socket } from 'node:net'",
      },
      {
        'package.json': '{"exports":{"./websocket":{"browser":"./dist/web.js","default":"./dist/node.js"}}}',
        'src/web.ts': "import { a } from './node.ts'",
        'src/node.ts': "import { WebSocket } from 'ws'",
      },
      {
        'package.json': '{"exports":{"./memory":"./dist/memory.js"}}',
        'src/memory.ts': "import 'node:events'",
      },
    ],
    kept: {
      'package.json':
        '{"exports":{"./websocket":{"browser":"./dist/web.js","default":"./dist/node.js"},"./tcp":"./dist/b.js"}}',
      'src/index.ts': "export { a } from './a.ts'",
      'src/a.ts': '',
      'src/b.ts': "import 'node:net'",
      'src/web.ts': "import './a.ts'",
      'src/node.ts': "import { WebSocket } from 'ws'",
    },
  },
  {
    title: 'The inspector reads what is below it, and its model runs in pages as well',
    breaches: layers.inspectorLooksFromOutside,
    planted: [
      { 'src/inspector/a.ts': "import { kit } from '../testing/index.ts'" },
      { 'src/inspector/deep/a.ts': "import { task } from '../../programs/task.ts'" },
      { 'src/inspector/model/a.ts': "import { readFile } from 'node:fs/promises'" },
      { 'src/inspector/model/a.ts': "import type { Served } from '../door/serve.ts'" },
      { 'src/inspector/model/a.ts': "import '../../programs/task.ts'" },
    ],
    kept: {
      'src/inspector/a.ts':
        "import http from 'node:http'\nimport '../supervisor/b.ts'\nimport './model/c.ts'",
      'src/inspector/model/c.ts':
        "import type { A } from '../wire.ts'\nimport '../../machines/b.ts'\nimport './d.ts'",
    },
  },
  {
    title: 'Only the command line opens the inspector; others may keep its model',
    breaches: layers.onlyTheCliOpensTheInspector,
    planted: [
      { 'src/supervisor/a.ts': "import type { Inspector } from '../inspector/inspector.ts'" },
      { 'src/index.ts': "export { inspect } from './inspector/index.ts'" },
      { 'src/testing/a.ts': "await import('../inspector/inspect.ts')" },
    ],
    kept: {
      'src/cli/a.ts': "import { inspect } from '../inspector/index.ts'",
      'src/stately/a.ts': "import '../inspector/model/b.ts'\nimport type { C } from '../inspector/wire.ts'",
    },
  },
  {
    title: 'What liveness is for stands on the supervisor, and nobody stands on it',
    breaches: layers.purposesStandApart,
    planted: [
      { 'src/registry/a.ts': "import { tcp } from '../transport/tcp.ts'" },
      { 'src/rpc/a.ts': "import type { Breaker } from '../breaker/breaker.ts'" },
      { 'src/pool/a.ts': "import { memoryRegistry } from '../registry/memory.ts'" },
      { 'src/supervisor/a.ts': "import type { Registry } from '../registry/registry.ts'" },
      { 'src/registry/deep/a.ts': "import { kit } from '../../testing/index.ts'" },
      { 'src/monitoring/a.ts': "import type { Pool } from '../pool/pool.ts'" },
      { 'src/pool/a.ts': "import { metrics } from '../monitoring/metrics.ts'" },
      { 'src/testing/recording/a.ts': "import { breaker } from '../../breaker/breaker.ts'" },
    ],
    kept: {
      'src/pool/a.ts': "import type { Watch } from '../registry/registry.ts'\nimport '../supervisor/b.ts'",
      'src/registry/deep/a.ts':
        "import '../registry.ts'\nimport '../../transport/transport.ts'\nimport 'etcd3'",
      'src/cli/a.ts': "import '../pool/pool.ts'",
      'src/testing/simulation/a.ts': "import '../../registry/client.ts'",
    },
  },
  {
    title: 'Nobody imports the command line',
    breaches: layers.nobodyImportsTheCli,
    planted: [{ 'src/testing/a.ts': "import { parse } from '../cli/words.ts'" }],
    kept: { 'src/cli/main.ts': "import { parse } from './words.ts'\nimport net from 'node:net'" },
  },
  {
    title: 'There are no import cycles, imports of types included',
    breaches: layers.noCycles,
    planted: [
      {
        'src/a.ts': "import { b } from './b.ts'",
        'src/b.ts': "import { c } from './c.ts'",
        'src/c.ts': "import type { A } from './a.ts'",
      },
      { 'src/a.ts': "import './a.ts'" },
    ],
    kept: { 'src/a.ts': "import './b.ts'\nimport './c.ts'", 'src/b.ts': "import './c.ts'", 'src/c.ts': '' },
  },
  {
    title: 'Charts hold no XState delays and spawn no children into their snapshot',
    breaches: chartsHoldNoTimersOrChildren,
    planted: [
      {
        'src/machines/a.ts':
          "import { setup } from 'xstate'\nsetup({}).createMachine({ after: { 100: 'b' } })",
      },
      { 'src/machines/a.ts': "import { setup } from 'xstate'\nsetup({ delays: { soon: 1 } })" },
      { 'src/machines/a.ts': "import { raise } from 'xstate'\nraise({ type: 'a' }, { delay: 5 })" },
      { 'src/machines/a.ts': "import * as x from 'xstate'\nx.spawnChild('b')" },
    ],
    kept: {
      'src/machines/a.ts':
        "import { setup } from 'xstate'\nclock.after(5, go)\nexport const plan = { delay: 5 }",
    },
  },
  {
    title: 'Time and chance are arguments everywhere but in the clock',
    breaches: timeAndChanceAreArguments,
    planted: [
      { 'src/a.ts': 'setTimeout(go, 5)' },
      { 'src/a.ts': 'const wait = globalThis.setInterval' },
      { 'src/a.ts': 'setImmediate(go)' },
      { 'src/a.ts': 'const at = Date.now()' },
      { 'src/a.ts': 'const at = new Date(5)' },
      { 'src/a.ts': 'const at = performance.now()' },
      { 'src/a.ts': 'const n = Math.random()' },
      { 'src/a.ts': 'const platform = { setTimeout }' },
      { 'src/a.ts': "import { setTimeout } from 'node:timers/promises'" },
      { 'src/a.ts': "import { timer } from 'rxjs'\ntimer(0, 50)" },
      { 'src/a.ts': "import { asyncScheduler, of } from 'rxjs'\nof(asyncScheduler)" },
    ],
    kept: {
      'src/clock/a.ts': 'setTimeout(go, Date.now())',
      'src/b.ts':
        "import { timer } from 'rxjs'\ntimer(5, scheduler)\nsocket.setTimeout(5)\nlet at: Date\n// Date.now()\nconst text = 'Math.random()'",
    },
  },
  {
    title: 'Every source file with something to run has its test at the mirrored path',
    breaches: (project) => testsMirrorSources(project, WITHOUT_TEST),
    planted: [{ 'src/deep/a.ts': 'export const a = 1' }, { 'src/a.ts': "import './b.ts'" }],
    kept: {
      'src/deep/a.ts': 'export const a = 1',
      'test/deep/a.test.ts': '',
      'src/types.ts':
        "import { B } from './b.ts'\nexport interface A extends B {}\nexport type C = 1\ndeclare const d: 1",
      'src/index.ts': "export { a } from './deep/a.ts'",
    },
  },
  {
    title: 'The public names are the ones agreed on',
    breaches: publicNamesArePinned,
    planted: [
      {
        'package.json': '{"exports":{".":"./dist/index.js"}}',
        'src/index.ts': "export { a as b } from './a.ts'",
        'test/public-names.json': '{".":[]}',
      },
      { 'package.json': '{"exports":{}}', 'test/public-names.json': '{"./gone":["a"]}' },
    ],
    kept: {
      'package.json':
        '{"exports":{"./tcp":{"browser":"./dist/b.js","default":"./dist/tcp.js"},"./package.json":"./package.json"}}',
      'src/tcp.ts': "export * from './b.ts'\nexport const a = 1\nexport interface C {}\nfunction hidden() {}",
      'src/b.ts': 'export function b() {}',
      'test/public-names.json': '{"./tcp":["C","a","b"],"./tcp (browser)":["b"]}',
    },
  },
  {
    title: 'No source file has more than 400 lines',
    breaches: filesStaySmall,
    planted: [{ 'src/a.ts': 'let a\n'.repeat(401) }],
    kept: { 'src/a.ts': 'let a\n'.repeat(400) },
  },
]

const house = readProject()

describe('The house', () => {
  for (const { title, breaches } of RULES) {
    test(title, () => {
      expect(breaches(house).join('\n')).toBe('')
    })
  }

  test('Every exception from having a test is still needed', () => {
    expect(staleExceptions(house, WITHOUT_TEST)).toEqual([])
  })
})

describe('A planted breach is caught, and what only comes close is not:', () => {
  for (const { title, breaches, planted, kept } of RULES) {
    test(title, () => {
      for (const files of planted) expect(breaches(plant(files)), JSON.stringify(files)).toHaveLength(1)
      expect(breaches(plant(kept))).toEqual([])
    })
  }

  test('Every exception from having a test is still needed', () => {
    const exceptions = new Map([['src/a.ts', 'it only wires']])
    expect(staleExceptions(plant({ 'src/a.ts': 'go()' }), exceptions)).toEqual([])
    expect(staleExceptions(plant({ 'src/a.ts': 'go()', 'test/a.test.ts': '' }), exceptions)).toHaveLength(1)
    expect(staleExceptions(plant({}), exceptions)).toHaveLength(1)
  })

  test('A breach names file and line, and a cycle its whole way round', () => {
    const project = plant({
      'src/clock/a.ts': "\nimport '../machines/b.ts'",
      'src/machines/b.ts': "import '../clock/a.ts'",
    })
    expect(layers.clockStandsAlone(project)[0]).toMatch(
      /^src\/clock\/a\.ts:2 imports \.\.\/machines\/b\.ts: /,
    )
    expect(layers.noCycles(project)[0]).toMatch(
      /^src\/clock\/a\.ts → src\/machines\/b\.ts → src\/clock\/a\.ts: /,
    )
  })
})

function plant(files: Readonly<Record<string, string>>): Project {
  return projectOf(Object.entries(files).map(([path, text]) => ({ path, text })))
}
