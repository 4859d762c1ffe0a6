import { expect, test } from 'vitest'
import type { Visitor } from '../../src/index.ts'
import { acceptPlan } from '../../src/machines/options.ts'
import { Introductions } from '../../src/supervisor/introductions.ts'
import type { Incoming, Introduction } from '../../src/transport/transport.ts'
import { whole } from '../support/carriers.ts'
import { FakeLink } from './fakes.ts'

const INTRODUCTION: Introduction = {
  tls: { certificate: null, servername: 'here.example', protocol: 'h2' },
  upgrade: { url: '/', headers: { 'x-device': '7' }, protocol: null },
}

const VISITOR: Visitor = {
  peer: null,
  firstFrame: null,
  tls: null,
  upgrade: null,
  identity: null,
  signal: new AbortController().signal,
  send: () => Promise.resolve(),
  receive: () => Promise.reject(new Error('nothing comes')),
}

/** Says how often it was asked. */
function incoming(introduction: Introduction | undefined): Incoming & { asked: number } {
  return {
    peer: null,
    link: new FakeLink(),
    asked: 0,
    get introduction() {
      this.asked += 1
      return introduction
    },
  }
}

test('What a transport told of a newcomer reaches the hook, once, and nobody else’s does', () => {
  const seen: unknown[] = []
  const authorise = ({ tls, upgrade }: Visitor): boolean => seen.push([tls?.servername, upgrade?.url]) > 0
  const introductions = new Introductions(acceptPlan({ authorise }, whole))
  const [told, untold] = [{}, {}]
  introductions.note(told, incoming(INTRODUCTION))
  introductions.note(untold, incoming(undefined))
  const hook = introductions.plan.authorise
  for (const owner of [told, untold, told]) expect(hook?.(VISITOR, owner)).toBe(true)
  expect(seen).toEqual([
    ['here.example', '/'],
    [undefined, undefined],
    [undefined, undefined],
  ])
})

test('Where there is no hook, nobody is asked for anything', () => {
  const plan = acceptPlan({}, whole)
  const introductions = new Introductions(plan)
  const newcomer = incoming(INTRODUCTION)
  introductions.note({}, newcomer)
  expect([introductions.plan, newcomer.asked]).toEqual([plan, 0])
})
