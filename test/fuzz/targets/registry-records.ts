/** What stands in a registry, which anybody may have written: keys, and JSON behind them. */
import { isDeepStrictEqual } from 'node:util'
import { keysOf } from '../../../src/registry/etcd/keys.ts'
import { checkInstance, readRecord, recordOf } from '../../../src/registry/instance.ts'
import { differenceOf, inOrder, remembered } from '../../../src/registry/known.ts'
import type { Instance } from '../../../src/registry/registry.ts'
import { pathsOf } from '../../../src/registry/zookeeper/paths.ts'
import { utf8 } from '../bytes.ts'
import corpus from '../corpus/registry-records.json' with { type: 'json' }
import type { Draw } from '../draw.ts'
import { must, type Target } from '../target.ts'
import { casesIn } from './cases.ts'

const SERVICE = 'feeds'
const KEYS = keysOf('pulsetree/')
const PATHS = pathsOf('/pulsetree')

/** Lines: a key without its prefix, a tab, and what stands behind it. An empty line: the registry is read again. */
export const registryRecordsTarget: Target = {
  name: 'registry-records',
  of: 'registry/{instance,known}.ts, etcd/keys.ts, zookeeper/paths.ts',
  share: 40,
  corpus: casesIn(corpus),
  words: [
    '\n',
    '\t',
    '{"endpoint":"tcp://h:1","metadata":{}}',
    '"endpoint":',
    '"metadata":{"a":"b"}',
    '%2F',
    '%2f',
    '..',
    '%',
  ],
  grammar: (draw) => ({
    bytes: utf8(
      draw.list(12, () => (draw.once(6) ? '' : `${partText(draw)}\t${recordText(draw)}`)).join('\n'),
    ),
    knobs: [],
  }),
  check({ bytes }) {
    let before: readonly Instance[] = []
    for (const reading of Buffer.from(bytes).toString().split('\n\n')) {
      const read = reading.split('\n').flatMap((line) => instanceIn(line) ?? [])
      const now = inOrder(read)
      checkSet(before, now)
      const kept = remembered(before, now)
      must(
        inOrder([...before, ...now]).length === kept.length,
        'what is remembered is not all that was known',
      )
      must(
        now.every((one) => kept.includes(one)),
        'somebody who is there is forgotten',
      )
      before = now
    }
  },
}

/** What is taken for an instance is one, of ours, and stands where ours would. */
function instanceIn(line: string): Instance | null {
  const at = line.indexOf('\t')
  const part = line.slice(0, Math.max(0, at))
  const instance = readRecord(SERVICE, part, line.slice(at + 1))
  if (instance === null) return null
  // Where it is is for whoever dials it to judge.
  const registered = checkInstance({ ...instance, endpoint: 'tcp://h:1' })
  must(isDeepStrictEqual(registered, { ...instance, endpoint: 'tcp://h:1' }), 'none of ours could be it')
  must(KEYS.instance(instance) === KEYS.service(SERVICE) + part, 'an instance that stands elsewhere in etcd')
  must(
    PATHS.instance(instance) === `${PATHS.service(SERVICE)}/${part}`,
    'an instance that stands elsewhere in ZooKeeper',
  )
  must(
    isDeepStrictEqual(readRecord(SERVICE, part, recordOf(instance)), instance),
    'it is another one when it is written',
  )
  return instance
}

/** Each once, in order; and the difference leads from one to the other. */
function checkSet(before: readonly Instance[], now: readonly Instance[]): void {
  const ids = now.map(({ id }) => id)
  must(
    new Set(ids).size === ids.length && isDeepStrictEqual(ids, ids.toSorted()),
    'ids twice, or out of order',
  )
  const { added, removed } = differenceOf(before, now)
  const after = [...before.filter((one) => !removed.includes(one)), ...added]
  must(isDeepStrictEqual(inOrder(after), now), 'the difference does not lead there')
  const none = differenceOf(now, structuredClone(now))
  must(none.added.length + none.removed.length === 0, 'the same is another')
}

function partText(draw: Draw): string {
  const ids = [
    'a',
    'b',
    'node 1',
    'a/b',
    '.',
    '..',
    'ä€😀',
    '__proto__',
    "!'()*",
    '%',
    'x'.repeat(draw.size(300)),
  ]
  const id = draw.pick(ids)
  return draw.once(8) ? id : encodeURIComponent(id)
}

function recordText(draw: Draw): string {
  const endpoint = draw.once(10) ? draw.pick<unknown>(['', 1, null]) : draw.pick(['tcp://h:1', 'tcp://h:2'])
  const values = draw.once(10) ? [1, null, {}, 'a'] : ['a', '', '\u2028']
  const metadata = Object.fromEntries(
    draw.list(4, () => [
      draw.pick(['a', 'b', '__proto__', 'constructor', 'length', '']),
      draw.pick<unknown>(values),
    ]),
  )
  if (draw.once(12)) return draw.pick(['', '{}', '[]', 'null', '"a"', '{"endpoint":"a","metadata":[]}', '{'])
  return JSON.stringify({ endpoint, metadata, ...(draw.once(10) && { more: [1] }) })
}
