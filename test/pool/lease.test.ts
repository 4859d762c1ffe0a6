import { expect, test } from 'vitest'
import { ConnectionError } from '../../src/index.ts'
import { Lease } from '../../src/pool/lease.ts'
import { testWorld } from '../support/world.ts'

function lent() {
  const { supervisor, toPeer } = testWorld()
  const connection = supervisor.connect('c', toPeer())
  const verdicts: string[] = []
  const endpoint = { id: 'a', endpoint: 'memory://a' }
  const lease = new Lease({ connection, endpoint, settled: (_, verdict) => verdicts.push(verdict) }, 5)
  return { connection, endpoint, lease, verdicts }
}

const dead = new ConnectionError('a has died', { kind: 'silent', by: 'peer' })

test('It shows what is lent, and its first word counts', () => {
  const { connection, endpoint, lease, verdicts } = lent()
  expect(lease).toMatchObject({ since: 5, lost: null })
  expect(lease.connection).toBe(connection)
  expect(lease.endpoint).toBe(endpoint)
  lease.settle('success')
  lease.settle('failure')
  expect(verdicts).toEqual(['success'])
})

test('At the end of its block it says nothing, unless somebody has', () => {
  const { lease, verdicts } = lent()
  {
    using _ = lease
  }
  expect(verdicts).toEqual(['nothing'])
})

test('Whoever listens hears of the death once, also afterwards', () => {
  const { lease } = lent()
  const heard: string[] = []
  lease.onLost(() => heard.push('before'))
  lease.lose(dead)
  lease.onLost(() => heard.push('after'))
  expect(heard).toEqual(['before', 'after'])
  expect(lease.lost).toBe(dead)
})

test('Once it is settled nobody hears of it any more', () => {
  const { lease } = lent()
  const heard: string[] = []
  lease.onLost(() => heard.push('too late'))
  lease.settle('success')
  lease.lose(dead)
  expect(heard).toEqual([])
})
