import { expect, test } from 'vitest'
import { jsonLine } from '../../src/cli/json.ts'

test('An event is one line, its fields in the order of the contract', () => {
  expect(
    jsonLine({
      v: 1,
      at: 5,
      id: 'tcp://h:1',
      kind: 'phase',
      from: 'suspect',
      to: 'dead',
      event: 'peer.lost',
      cause: { kind: 'silent', by: 'peer' },
    }),
  ).toBe(
    '{"v":1,"at":5,"id":"tcp://h:1","kind":"phase","from":"suspect","to":"dead","event":"peer.lost","cause":{"kind":"silent","by":"peer"}}',
  )
})

test('An event of the listener is told by its endpoint alone', () => {
  expect(jsonLine({ v: 1, at: 5, kind: 'listening', id: 'listener', endpoint: 'tcp://h:1' })).toBe(
    '{"v":1,"at":5,"kind":"listening","endpoint":"tcp://h:1"}',
  )
  expect(
    jsonLine({ v: 1, at: 5, kind: 'rejected', id: 'x', endpoint: 'tcp://h:1', peer: 'p:1', why: 'full' }),
  ).toBe('{"v":1,"at":5,"kind":"rejected","endpoint":"tcp://h:1","peer":"p:1","why":"full"}')
})

test('What a frame holds stays on its line', () => {
  expect(jsonLine({ v: 1, at: 5, id: 'a', kind: 'frame', text: 'a\nb\u0000' })).toBe(
    '{"v":1,"at":5,"id":"a","kind":"frame","text":"a\\nb\\u0000"}',
  )
})

const total = {
  v: 1,
  at: 5,
  kind: 'total',
  id: 'pulsetree',
  connections: 2,
  frames: 3,
  beats: 4,
  misses: 0,
  reconnects: 0,
  rttMs: null,
  suspicions: 0,
  verdicts: 0,
  detectionMs: null,
  stalls: 0,
} as const

test('A total has the id of no connection, and is left out where it repeats the only summary', () => {
  expect(jsonLine(total)).toBe(
    '{"v":1,"at":5,"kind":"total","connections":2,"frames":3,"beats":4,"misses":0,"reconnects":0,"rttMs":null,' +
      '"suspicions":0,"verdicts":0,"detectionMs":null,"stalls":0}',
  )
  expect(jsonLine({ ...total, connections: 1 })).toBeNull()
})

test('What is about the tree is no line: there is one supervisor, and its children are those that were asked for', () => {
  const about = { v: 1, at: 5, id: 'a' } as const
  expect(jsonLine({ ...about, kind: 'added', of: 'pulsetree', child: 'connection' })).toBeNull()
  expect(jsonLine({ ...about, kind: 'changed' })).toBeNull()
  expect(jsonLine({ ...about, kind: 'removed' })).toBeNull()
  expect(jsonLine({ ...about, kind: 'supervisor', phase: 'stopping' })).toBeNull()
})
