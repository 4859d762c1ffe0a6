import { expect, test } from 'vitest'
import { TappedLink } from '../../../src/inspector/frames/tapped-link.ts'
import type { Cause, Link, Payload } from '../../../src/transport/transport.ts'

class Noting implements Link {
  readonly log: string[] = []
  readonly peer = 'peer:1'
  readonly buffered = 3
  readonly flushed = 4
  encode(payload: Payload): Payload {
    return `${String(payload)}\n`
  }
  write(encoded: Payload, taken?: (cause: Cause | null) => void): void {
    this.log.push(`write ${JSON.stringify(encoded)}`)
    taken?.(null)
  }
  ping(): void {
    this.log.push('ping')
  }
  pause(): void {
    this.log.push('pause')
  }
  resume(): void {
    this.log.push('resume')
  }
  close(why?: Cause): void {
    this.log.push(`close ${why?.kind}`)
  }
  destroy(): void {
    this.log.push('destroy')
  }
}

test('What is written goes by, as it was handed in where that is known', () => {
  const inner = new Noting()
  const sent: Payload[][] = []
  const link = new TappedLink(inner, (encoded, payload) => sent.push([encoded, payload]))
  const taken: (Cause | null)[] = []
  link.write(link.encode('hello'), (cause) => taken.push(cause))
  link.encode('never written')
  link.write('beat\n')
  link.write('hello\n')
  expect(inner.log).toEqual(['write "hello\\n"', 'write "beat\\n"', 'write "hello\\n"'])
  expect(sent).toEqual([
    ['hello\n', 'hello'],
    ['beat\n', 'beat\n'],
    ['hello\n', 'hello\n'],
  ])
  expect(taken).toEqual([null])
})

test('All else is the link’s own', () => {
  const inner = new Noting()
  const link = new TappedLink(inner, () => {})
  link.ping()
  link.pause()
  link.resume()
  link.close({ kind: 'cancelled', by: 'us' })
  link.destroy()
  expect(inner.log).toEqual(['ping', 'pause', 'resume', 'close cancelled', 'destroy'])
  expect([link.peer, link.buffered, link.flushed]).toEqual(['peer:1', 3, 4])
})
