import { describe, expect, test } from 'vitest'
import { type Hooks, type Newcomer, runHooks } from '../../src/machines/handshake.ts'
import { type OpenLink, refuse, type Visitor } from '../../src/machines/hooks.ts'
import { Inbox } from '../../src/machines/inbox.ts'
import { type Cause, ConnectionError, type Link, type Payload } from '../../src/transport/transport.ts'

const EOF: Cause = { kind: 'eof', by: 'peer' }

/** A link of which only the address matters here. */
const link: Link = {
  peer: '10.0.0.7:4711',
  buffered: 0,
  flushed: 0,
  encode: (payload) => payload,
  write() {},
  pause() {},
  resume() {},
  close() {},
  destroy() {},
}

/** Whose link it is. */
const owner = {}

function newcomer(): { newcomer: Newcomer; inbox: Inbox; hangUp: AbortController; sent: Payload[] } {
  const inbox = new Inbox(10, { flow() {} })
  inbox.shake()
  const hangUp = new AbortController()
  const sent: Payload[] = []
  const send = async (payload: Payload) => {
    sent.push(payload)
  }
  const traffic = { inbox }
  return {
    newcomer: { link, generation: 3, traffic, owner, signal: hangUp.signal, send },
    inbox,
    hangUp,
    sent,
  }
}

const hooks = (given: Partial<Hooks>): Hooks => ({ authorise: undefined, onOpen: undefined, ...given })
const deliver = (inbox: Inbox, text: string) => inbox.deliver(new TextEncoder().encode(text), false)

describe('a link may stay', () => {
  test.each<{ situation: string; given: Partial<Hooks> }>([
    { situation: 'nobody asks', given: {} },
    { situation: 'it is let in', given: { authorise: () => true } },
    { situation: 'it is let in after a while', given: { authorise: async () => true } },
    { situation: 'it was opened', given: { onOpen: () => {} } },
    { situation: 'both agree', given: { authorise: async () => true, onOpen: async () => {} } },
  ])('when $situation', async ({ given }) => {
    expect(await runHooks(hooks(given), newcomer().newcomer)).toBeNull()
  })
})

describe('a link has to go', () => {
  const boom = () => {
    throw new Error('boom')
  }

  test.each<{ situation: string; given: Partial<Hooks>; cause: Cause }>([
    {
      situation: 'it is not let in',
      given: { authorise: () => false },
      cause: { kind: 'auth', by: 'us', detail: 'authorise answered no' },
    },
    {
      situation: 'the answer is merely not no',
      given: { authorise: () => JSON.parse('"yes"') },
      cause: { kind: 'auth', by: 'us', detail: 'authorise answered no' },
    },
    {
      situation: 'asking fails',
      given: { authorise: boom },
      cause: { kind: 'auth', by: 'us', detail: 'boom' },
    },
    {
      situation: 'asking fails later',
      given: { authorise: async () => boom() },
      cause: { kind: 'auth', by: 'us', detail: 'boom' },
    },
    {
      situation: 'asking ends in a refusal of another kind',
      given: {
        authorise: () => {
          throw refuse('protocol', 'nonsense')
        },
      },
      cause: { kind: 'protocol', by: 'peer', detail: 'nonsense' },
    },
    {
      situation: 'opening fails',
      given: { onOpen: boom },
      cause: { kind: 'protocol', by: 'peer', detail: 'boom' },
    },
    {
      situation: 'opening fails later, by something that is no error',
      given: { onOpen: () => Promise.reject('odd') },
      cause: { kind: 'protocol', by: 'peer', detail: 'odd' },
    },
    {
      situation: 'opening is refused',
      given: {
        onOpen: async () => {
          throw refuse('auth', 'bad token')
        },
      },
      cause: { kind: 'auth', by: 'peer', detail: 'bad token' },
    },
    {
      situation: 'opening fails by an error that carries a cause',
      given: {
        onOpen: async () => {
          throw new ConnectionError('what', EOF)
        },
      },
      cause: EOF,
    },
    {
      situation: 'opening fails by an error that carries none',
      given: {
        onOpen: async () => {
          throw new ConnectionError('what', null)
        },
      },
      cause: { kind: 'protocol', by: 'peer', detail: 'what' },
    },
  ])('when $situation', async ({ given, cause }) => {
    expect(await runHooks(hooks(given), newcomer().newcomer)).toEqual(cause)
  })

  test('before it is opened: who is not let in is not talked to', async () => {
    let opened = false
    const onOpen = () => {
      opened = true
    }
    await runHooks(hooks({ authorise: () => false, onOpen }), newcomer().newcomer)
    expect(opened).toBe(false)
  })
})

describe('the hooks are given', () => {
  test('who asks: the address, the first frame, which stays, and a signal', async () => {
    const { newcomer: asks, inbox, hangUp } = newcomer()
    deliver(inbox, 'hello')
    let visitor: Visitor | null = null
    await runHooks(
      hooks({
        authorise(given) {
          visitor = given
          return true
        },
      }),
      asks,
    )
    expect(visitor).toMatchObject({
      peer: '10.0.0.7:4711',
      firstFrame: { text: 'hello' },
      signal: hangUp.signal,
    })
    expect(inbox.held).toBe(1)
  })

  test('nothing as the first frame when none was waited for', async () => {
    let visitor: Visitor | null = null
    await runHooks(
      hooks({
        authorise(given) {
          visitor = given
          return true
        },
      }),
      newcomer().newcomer,
    )
    expect(visitor).toMatchObject({ firstFrame: null })
  })

  test('the very link: its generation and address, its frames, and a way to send', async () => {
    const { newcomer: asks, inbox, hangUp, sent } = newcomer()
    let seen: OpenLink | null = null
    deliver(inbox, 'welcome')
    const cause = await runHooks(
      hooks({
        async onOpen(given) {
          seen = given
          await given.send(`answer to ${(await given.receive()).text}`)
        },
      }),
      asks,
    )
    expect(cause).toBeNull()
    expect(seen).toMatchObject({ generation: 3, peer: '10.0.0.7:4711', signal: hangUp.signal })
    expect(sent).toEqual(['answer to welcome'])
  })
})

describe('a link that ends while its hooks run', () => {
  test('is not opened after it was let in', async () => {
    const { newcomer: asks, hangUp } = newcomer()
    let opened = false
    const cause = await runHooks(
      hooks({
        async authorise() {
          hangUp.abort()
          return true
        },
        onOpen() {
          opened = true
        },
      }),
      asks,
    )
    expect(cause).toBeNull()
    expect(opened).toBe(false)
  })

  test('wakes a hook that waits for a frame', async () => {
    const { newcomer: asks, hangUp } = newcomer()
    const done = runHooks(
      hooks({
        async onOpen(given) {
          await given.receive()
        },
      }),
      asks,
    )
    hangUp.abort()
    // Whatever it says is not asked for; that it says something is what matters.
    expect(await done).not.toBeUndefined()
  })
})
